namespace AgentGrid.Domain.Limits;

/// <summary>
/// A sliding window with exponential back-off for one key. The window is cut into <see cref="Parts"/> parts; a permit counts until the part it was given in
/// lies a whole window back.
/// </summary>
/// <remarks>
/// <para>What holds: in <em>any</em> interval as long as the window at most <see cref="LimitPolicy.Permits"/> permits are given (or, leased, spent). The price of the
/// parts is on the other side: a permit may count for up to two parts (a 30th of the window) longer than the window.</para>
/// <para>Exceeding the window while not blocked starts a block: base, doubled each time, up to the cap. Requests during a block are refused and do not
/// lengthen it. Each whole window after a block without a further one halves the next.</para>
/// <para>Times are milliseconds, not negative; a clock that steps back is held. Fixed memory (about 350 bytes). Not thread-safe: one owner.</para>
/// </remarks>
public sealed partial class AdaptiveWindow
{
    /// <summary>Parts of a window: the resolution.</summary>
    public const int Parts = 60;

    // A window's parts, the part in progress, and the one after it: leased permits are booked there because they may be spent until its end.
    private const int Slots = Parts + 2;

    private const int MaxLevel = 30;

    private readonly int[] _counts = new int[Slots];
    private LimitPolicy _policy;
    private long _partMs;
    private long _now;
    private long _part;
    private int _used;
    private int _level;
    private long _blockedUntil;

    /// <summary>Starts an empty window.</summary>
    /// <exception cref="ArgumentException">The policy has fewer than one permit, a window under 1 ms, or blocks that are negative or above their cap.</exception>
    public AdaptiveWindow(LimitPolicy policy)
    {
        _policy = Checked(policy);
        _partMs = PartMs(policy);
    }

    /// <summary>The limit in force. A changed number of permits keeps the counts; another window books all of them as used just now. A running block ends: it was for another limit.</summary>
    public LimitPolicy Policy
    {
        get => _policy;
        set
        {
            _policy = Checked(value);
            _blockedUntil = 0;
            var partMs = PartMs(value);
            if (partMs == _partMs)
                return;
            _partMs = partMs;
            _part = _now / partMs;
            Array.Clear(_counts);
            _counts[Slot(_part + 1)] = _used;
        }
    }

    /// <summary>Takes so many permits, or none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1, or more than the policy ever gives.</exception>
    public LimitDecision TryAcquire(int permits, long nowMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permits, _policy.Permits);
        Advance(nowMs);
        return Take(permits, _part);
    }

    /// <summary>
    /// Leases a slice to a process that expects to need so many permits soon (see <see cref="QuotaSlice.Size"/>). When fewer are left, those are given.
    /// Under a low-rate policy this is <see cref="TryAcquire"/> of one permit.
    /// </summary>
    public QuotaSlice Lease(int wanted, long nowMs)
    {
        Advance(nowMs);
        var size = QuotaSlice.Size(_policy, wanted);
        if (size == 1)
            return Single(Take(1, _part));
        var granted = Math.Clamp(_policy.Permits - _used, 1, size);
        var decision = Take(granted, _part + 1);
        return decision.Allowed ? new QuotaSlice(granted, ((_part + 2) * _partMs) - _now, decision) : new QuotaSlice(0, 0, decision);

        static QuotaSlice Single(LimitDecision decision) => new(decision.Allowed ? 1 : 0, 0, decision);
    }

    /// <summary>The state without taking anything; allowed = one permit could be had now.</summary>
    public LimitDecision Peek(long nowMs)
    {
        Advance(nowMs);
        return Decide(_now >= _blockedUntil && _used < _policy.Permits, 1);
    }

    /// <summary>Whether nothing is remembered any more, so that the key can be forgotten without loss.</summary>
    public bool IsQuiet(long nowMs)
    {
        Advance(nowMs);
        return _used == 0 && _level == 0 && _now >= _blockedUntil;
    }

    private LimitDecision Take(int permits, long part)
    {
        if (_now < _blockedUntil)
            return Decide(false, permits);
        if (_used + permits > _policy.Permits)
        {
            Block();
            return Decide(false, permits);
        }
        _counts[Slot(part)] += permits;
        _used += permits;
        return Decide(true, permits);
    }

    private LimitDecision Decide(bool allowed, int permits)
    {
        var block = Math.Max(0, _blockedUntil - _now);
        var retryAfter = allowed ? 0 : Math.Max(block, FreeIn(permits));
        var remaining = block > 0 ? 0 : Math.Max(0, _policy.Permits - _used);
        return new LimitDecision(allowed, _policy.Permits, remaining, Math.Max(block, FreeIn(_policy.Permits)), retryAfter);
    }

    /// <summary>Milliseconds until so many permits are free by the window alone.</summary>
    private long FreeIn(int permits)
    {
        var used = _used;
        for (var part = _part - Parts; used + permits > _policy.Permits; part++)
        {
            used -= _counts[Slot(part)];
            if (used + permits <= _policy.Permits)
                return ((part + Parts + 1) * _partMs) - _now;
        }
        return 0;
    }

    private static int Slot(long part) => (int)((part + Slots) % Slots);

    // Rounded up: parts that together are a little longer than the window keep the promise, shorter ones would not.
    private static long PartMs(LimitPolicy policy) => ((long)Math.Ceiling(policy.Window.TotalMilliseconds) + Parts - 1) / Parts;

    private static LimitPolicy Checked(LimitPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Permits < 1 || policy.Window < TimeSpan.FromMilliseconds(1) || policy.BlockBase < TimeSpan.Zero || policy.BlockCap < policy.BlockBase)
            throw new ArgumentException($"Limit '{policy.Name}' needs at least one permit, a window of at least 1 ms, and blocks between zero and their cap.", nameof(policy));
        return policy;
    }
}
