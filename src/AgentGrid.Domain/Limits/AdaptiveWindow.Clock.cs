namespace AgentGrid.Domain.Limits;

public sealed partial class AdaptiveWindow
{
    private long _quietSince;

    /// <summary>When the block in force ends; null when there is none.</summary>
    public long? BlockedUntilMs(long nowMs)
    {
        Advance(nowMs);
        return _now < _blockedUntil ? _blockedUntil : null;
    }

    private void Advance(long nowMs)
    {
        if (nowMs <= _now)
            return;
        _now = nowMs;
        Decay();
        var part = nowMs / _partMs;
        if (part == _part)
            return;
        // The slots that become the new "part after this one" held what now lies more than a window back.
        var steps = Math.Min(part - _part, Slots);
        for (var i = 1; i <= steps; i++)
        {
            ref var count = ref _counts[Slot(part + 1 - steps + i)];
            _used -= count;
            count = 0;
        }
        _part = part;
    }

    private void Block()
    {
        var block = Math.Min(_policy.BlockBase.TotalMilliseconds * (1L << _level), _policy.BlockCap.TotalMilliseconds);
        // At the cap the level stands still: it must come down by the same steps that it visibly went up.
        if (block > 0 && block < _policy.BlockCap.TotalMilliseconds)
            _level = Math.Min(_level + 1, MaxLevel);
        _blockedUntil = _now + (long)Math.Ceiling(block);
        _quietSince = _blockedUntil;
    }

    private void Decay()
    {
        if (_level == 0 || _now < _quietSince)
            return;
        var windowMs = _partMs * Parts;
        var quietWindows = (_now - _quietSince) / windowMs;
        _level = (int)Math.Max(0, _level - quietWindows);
        _quietSince += quietWindows * windowMs;
    }
}
