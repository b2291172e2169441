using System.Security.Cryptography;

namespace AgentGrid.Grains.Agents;

/// <summary>The leases of one activation. Ids carry a random epoch, so that a lease of an earlier activation is never taken for one of this.</summary>
internal sealed class LeaseTable
{
    /// <summary>A lease that is neither settled nor renewed ends after this many milliseconds.</summary>
    public const int LifetimeMs = 90_000;

    private const int ExpiryStepMs = 1_000;
    private readonly Dictionary<long, (PoolMember Member, long ExpiresAtMs)> _leases = [];
    private readonly List<long> _expired = [];
    private long _lastId = (long)RandomNumberGenerator.GetInt32(int.MaxValue) << 32;
    private long _nextExpiryMs;

    /// <summary>Leases that have not ended.</summary>
    public int Count => _leases.Count;

    /// <summary>Opens a lease and names it.</summary>
    public long Add(PoolMember member, long nowMs)
    {
        _leases.Add(++_lastId, (member, nowMs + LifetimeMs));
        return _lastId;
    }

    /// <summary>Ends a lease; null when it is not known.</summary>
    public PoolMember? Remove(long leaseId) => _leases.Remove(leaseId, out var lease) ? lease.Member : null;

    /// <summary>Extends a lease; false when it is not known.</summary>
    public bool Renew(long leaseId, long nowMs)
    {
        if (!_leases.TryGetValue(leaseId, out var lease)) return false;
        _leases[leaseId] = lease with { ExpiresAtMs = nowMs + LifetimeMs };
        return true;
    }

    /// <summary>Ends what has run out; looks at most once a second.</summary>
    public void Expire(long nowMs, Action<PoolMember> onExpired)
    {
        if (nowMs < _nextExpiryMs) return;
        _nextExpiryMs = nowMs + ExpiryStepMs;
        foreach (var (id, lease) in _leases)
            if (lease.ExpiresAtMs <= nowMs) _expired.Add(id);
        foreach (var id in _expired)
            if (Remove(id) is { } member) onExpired(member);
        _expired.Clear();
    }
}
