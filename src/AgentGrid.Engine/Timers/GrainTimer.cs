using Orleans.Runtime;

namespace Orleans;

/// <summary>A timer that puts its ticks into the queue of its activation. Set again only when a tick has ended, so ticks never overlap.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly EngineLog _log;
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changed;

    public GrainTimer(EngineLog log, Activation activation, Func<CancellationToken, Task> callback, bool interleave, bool keepAlive)
    {
        _log = log;
        _activation = activation;
        _callback = callback;
        Interleave = interleave;
        KeepAlive = keepAlive;

        // Ticks belong to the activation, not to the request that made the timer.
        using (ExecutionContext.SuppressFlow())
            _timer = activation.Engine.TimeProvider.CreateTimer(static self => ((GrainTimer)self!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        activation.AddTimer(this);
    }

    public bool Interleave { get; }

    public bool KeepAlive { get; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        _dueTime = dueTime;
        _period = period;
        _changed = true;
        if (!_ticking) Arm(dueTime);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _timer.Dispose();
        _activation.RemoveTimer(this);
    }

    /// <summary>One tick, as a turn.</summary>
    public async ValueTask TickAsync()
    {
        if (_disposed.IsCancellationRequested) return;
        _changed = false;
        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception failure)
        {
            // A failing tick is the grain's matter; its timer goes on.
            _log.TimerFailed(failure, _activation.GrainId);
            throw;
        }
        finally
        {
            _ticking = false;
            Arm(_changed ? _dueTime : _period);
        }
    }

    private static void Check(TimeSpan span, string name)
    {
        var milliseconds = (long)span.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, 0xfffffffe, name);
    }

    private void Due()
    {
        _ticking = true;
        _activation.TryPost(new TimerTick(this));
    }

    private void Arm(TimeSpan dueTime)
    {
        // After Dispose this does nothing.
        if (!_disposed.IsCancellationRequested) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }
}
