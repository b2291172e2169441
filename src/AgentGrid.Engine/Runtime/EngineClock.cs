namespace Orleans;

/// <summary>
/// A coarse clock: milliseconds since the engine was made, as of the last sweep. Reading it costs nothing, so every call can have a deadline
/// and every activation a time of last use without a timer each.
/// </summary>
internal sealed class EngineClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _now = 1;

    public TimeProvider Time { get; } = time;

    /// <summary>Starts at 1, so that 0 can mean never.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>How far <see cref="Now"/> may lag behind; added to deadlines so that none comes early.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(250);

    public long Refresh()
    {
        var now = 1 + (long)Time.GetElapsedTime(_start).TotalMilliseconds;
        Volatile.Write(ref _now, now);
        return now;
    }

    public long DeadlineAfter(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? 0 : Now + (long)(timeout + Resolution).TotalMilliseconds;
}
