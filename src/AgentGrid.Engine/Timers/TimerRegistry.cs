using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans;

/// <summary>Makes timers for activations.</summary>
internal sealed class TimerRegistry(EngineLog log) : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grainContext);
        ArgumentNullException.ThrowIfNull(callback);
        if (!ReferenceEquals(RuntimeContext.Current, grainContext))
            throw new InvalidOperationException("A grain timer must be made on a turn of its grain.");

        var timer = new GrainTimer(log, (Activation)grainContext, token => callback(state, token), options.Interleave, options.KeepAlive);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }
}
