namespace AgentGrid.Engine.Tests.Activations;

/// <summary>A grain without the base class.</summary>
public sealed class PlainGrain(IGrainContext context) : IGrainBase, IPlainGrain
{
    private string _activated = "";

    public IGrainContext GrainContext { get; } = context;

    public Task OnActivateAsync(CancellationToken token)
    {
        _activated = "activated ";
        return Task.CompletedTask;
    }

    public Task<string> Key() => Task.FromResult(_activated + GrainContext.GrainId.Key);
}
