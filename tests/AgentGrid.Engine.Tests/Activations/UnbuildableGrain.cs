namespace AgentGrid.Engine.Tests.Activations;

/// <summary>Its constructor always fails.</summary>
public sealed class UnbuildableGrain : Grain, IUnbuildableGrain
{
    public UnbuildableGrain() => throw new ArgumentException("Cannot be built.");

    public Task Call() => Task.CompletedTask;
}
