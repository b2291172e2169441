namespace AgentGrid.Domain.Limits;

/// <summary>
/// The part of a limit that one process holds for one key: it spends a leased slice without calls, learns from its own demand how much to ask for next,
/// and remembers a refusal until it ends, so that a flood of refused requests stays here. Times are milliseconds of this process's own clock. Thread-safe.
/// </summary>
public sealed class LocalQuota
{
    private readonly Lock _gate = new();
    private int _left;
    private long _validUntil;
    private long _refusedUntil;
    private LimitDecision _last;
    private LimitDecision _refusal;
    private int _spent;
    private int _wanted = 1;
    private long _learnedAt = long.MinValue;

    /// <summary>How many permits to ask for next: twice the last slice if that ran out, else a little more than was used of it; at least 1.</summary>
    public int Wanted
    {
        get
        {
            lock (_gate)
                return _wanted;
        }
    }

    /// <summary>Spends one permit of the slice held.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="decision">The state for the headers when spent or refused: as of the last answer of the limiter, less what was spent here since.</param>
    public QuotaSpend TrySpend(long nowMs, out LimitDecision decision)
    {
        lock (_gate)
        {
            if (_left > 0 && nowMs < _validUntil)
            {
                _left--;
                _spent++;
                decision = _last with { Remaining = _last.Remaining + _left };
                return QuotaSpend.Spent;
            }
            if (nowMs < _refusedUntil)
            {
                // Not the last answer: one to an older question may have come after the refusal.
                decision = _refusal with { RetryAfterMs = _refusedUntil - nowMs };
                return QuotaSpend.Refused;
            }
            decision = default;
            return QuotaSpend.AskLimiter;
        }
    }

    /// <summary>Takes the limiter's answer and spends one permit of it for the request that asked.</summary>
    /// <param name="slice">The answer.</param>
    /// <param name="askedAtMs">When this process asked, before the call: a slice lives from then.</param>
    /// <param name="nowMs">When the answer came: a refusal lasts from then.</param>
    /// <returns>The decision for the request that asked.</returns>
    public LimitDecision Accept(QuotaSlice slice, long askedAtMs, long nowMs)
    {
        lock (_gate)
        {
            _last = slice.Decision;
            if (slice.Permits == 0)
            {
                _refusedUntil = nowMs + slice.Decision.RetryAfterMs;
                _refusal = slice.Decision;
                return slice.Decision;
            }
            var carried = _left > 0 && nowMs < _validUntil ? _left : 0;
            if (carried == 0)
                Learn(askedAtMs);
            // Slices that concurrent requests fetched at the same time add up; the shorter life holds for all.
            var until = askedAtMs + slice.ValidForMs;
            _validUntil = carried > 0 ? Math.Min(_validUntil, until) : until;
            _left = carried + slice.Permits - 1;
            _spent++;
            return slice.Decision with { Remaining = slice.Decision.Remaining + _left };
        }
    }

    // Ran out before its time: twice as much. Ended with permits left: what was used and a quarter. A burst of answers to questions
    // asked in the same millisecond is one lesson, not many.
    private void Learn(long askedAtMs)
    {
        if (askedAtMs <= _learnedAt)
            return;
        _learnedAt = askedAtMs;
        if (_spent > 0)
            _wanted = (int)Math.Clamp(_left == 0 ? _wanted * 2L : _spent + (_spent / 4L), 1, LimitPolicy.MaxPermits);
        _spent = 0;
    }
}
