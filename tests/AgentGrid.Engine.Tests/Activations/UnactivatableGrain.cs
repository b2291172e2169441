using AgentGrid.Engine.Tests.Failures;

namespace AgentGrid.Engine.Tests.Activations;

/// <summary>Its activation always fails, with an exception that has no serializer, as a database driver's.</summary>
public sealed class UnactivatableGrain : Grain, IUnactivatableGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) => throw new UnmarkedException("No database.");

    public Task Call() => Task.CompletedTask;
}
