namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>One timer for all sessions: setting, moving and removing cost the same for five sessions and for fifty thousand. Late by at most one tick. Thread-safe.</summary>
internal sealed class TimerWheel : IDisposable
{
    private const int Slots = 512;

    private readonly Lock _gate = new();
    private readonly WheelEntry?[] _slots = new WheelEntry?[Slots];
    // Used by one turn at a time; not by the links, because an entry may be set again before its call.
    private readonly List<WheelEntry> _due = [];
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly long _tick;
    private readonly ITimer _timer;
    private long _reached;
    private int _turning;

    /// <param name="time">The clock.</param>
    /// <param name="tick">How exact it is.</param>
    internal TimerWheel(TimeProvider time, TimeSpan tick)
    {
        _time = time;
        _start = time.GetTimestamp();
        _tick = (long)tick.TotalMilliseconds;
        _timer = time.CreateTimer(static wheel => ((TimerWheel)wheel!).Turn(), this, tick, tick);
    }

    /// <summary>Milliseconds since the wheel was made.</summary>
    internal long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    public void Dispose() => _timer.Dispose();

    /// <summary>Sets or moves an entry.</summary>
    /// <param name="entry">What waits.</param>
    /// <param name="due">When, on <see cref="Now"/>'s scale.</param>
    internal void Set(WheelEntry entry, long due)
    {
        lock (_gate)
        {
            Unlink(entry);
            // What is due already waits for the next turn.
            var tick = Math.Max((due + _tick - 1) / _tick, _reached + 1);
            entry.Due = due;
            entry.Slot = (int)(tick % Slots);
            entry.Next = _slots[entry.Slot];
            if (entry.Next is { } next) next.Previous = entry;
            _slots[entry.Slot] = entry;
        }
    }

    internal void Remove(WheelEntry entry)
    {
        lock (_gate)
            Unlink(entry);
    }

    private void Turn()
    {
        // A turn that takes longer than a tick is not overtaken by the next.
        if (Interlocked.Exchange(ref _turning, 1) != 0) return;
        try
        {
            var now = Now;
            lock (_gate)
            {
                var end = now / _tick;
                // After a long pause every slot is passed once, not once for each round.
                for (_reached = Math.Max(_reached, end - Slots); _reached < end; _reached++) Collect((int)((_reached + 1) % Slots), now);
            }

            foreach (var entry in _due) entry.OnDue(now);
        }
        finally
        {
            _due.Clear();
            Volatile.Write(ref _turning, 0);
        }
    }

    private void Collect(int slot, long now)
    {
        for (var entry = _slots[slot]; entry is not null;)
        {
            var next = entry.Next;
            // The others are for a later round.
            if (entry.Due <= now)
            {
                Unlink(entry);
                _due.Add(entry);
            }

            entry = next;
        }
    }

    private void Unlink(WheelEntry entry)
    {
        if (entry.Slot < 0) return;
        if (entry.Previous is { } previous) previous.Next = entry.Next;
        else _slots[entry.Slot] = entry.Next;
        if (entry.Next is { } next) next.Previous = entry.Previous;
        (entry.Next, entry.Previous, entry.Slot) = (null, null, -1);
    }
}
