using Orleans.Runtime;

namespace Orleans;

/// <summary>What makes a class a grain, without the base class <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation of this grain.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called once before the first request.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called after the last request.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
