namespace AgentGrid.Providers.Tests.Upstream;

/// <summary>Time that moves only when told; timers fire in <see cref="Advance"/>.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state));
        lock (_timers)
        {
            timer.Due = _elapsed + dueTime;
            _timers.Add(timer);
        }
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ManualTimer[] due;
        lock (_timers)
        {
            _elapsed += by;
            due = [.. _timers.Where(t => !t.Disposed && t.Due <= _elapsed)];
            _timers.RemoveAll(t => t.Due <= _elapsed);
        }
        foreach (var timer in due)
            timer.Fire();
    }

    private sealed class ManualTimer(Action fire) : ITimer
    {
        public TimeSpan Due { get; set; }

        public bool Disposed { get; private set; }

        public void Fire() => fire();

        // One-shot timers of CancellationTokenSource are never changed, only disposed.
        public bool Change(TimeSpan dueTime, TimeSpan period) => !Disposed;

        public void Dispose() => Disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
