using System.Collections.Concurrent;
using AgentGrid.Contracts.Limits;
using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Limits;

/// <summary>
/// This process's side of the limiters: spends lent permits without a call where the rate is high, asks the key's grain otherwise. Keys are bounded in
/// number and age, so that a flood of addresses costs a bounded amount of memory.
/// </summary>
public sealed class LimiterClient(IGrainFactory grains, TimeProvider time)
{
    private const int MostKeys = 20_000;
    private const long IdleMs = 120_000;
    private readonly ConcurrentDictionary<LimiterKey, Entry> _entries = new();
    private long _nextSweepMs;

    private long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    /// <summary>Takes one permit.</summary>
    public ValueTask<LimitResult> AcquireAsync(LimitPolicy policy, string scope, string subject)
    {
        var now = NowMs;
        if (now > Volatile.Read(ref _nextSweepMs)) Sweep(now);
        var key = new LimiterKey(policy.Name, scope, subject);
        if (!_entries.TryGetValue(key, out var entry)) entry = _entries.GetOrAdd(key, static (_, p) => new Entry(p), policy);
        entry.UsedAtMs = now;
        return entry.Quota.TrySpend(now, out var decision) == QuotaSpend.AskLimiter
            ? AskAsync(key, entry, now)
            : ValueTask.FromResult(new LimitResult(entry.Policy, entry.PolicyText, decision));
    }

    private async ValueTask<LimitResult> AskAsync(LimiterKey key, Entry entry, long askedAt)
    {
        var grant = await key.Grain(grains).LeaseAsync(entry.Quota.Wanted);
        if (grant.Limit != entry.Policy.Permits || grant.WindowMs != (long)entry.Policy.Window.TotalMilliseconds)
            entry.Policy = entry.Policy with { Permits = grant.Limit, Window = TimeSpan.FromMilliseconds(grant.WindowMs) };
        var state = new LimitDecision(grant.Permits > 0, grant.Limit, grant.Remaining, grant.ResetMs, grant.RetryAfterMs);
        var decision = entry.Quota.Accept(new QuotaSlice(grant.Permits, grant.ValidForMs, state), askedAt, NowMs);
        return new LimitResult(entry.Policy, entry.PolicyText, decision);
    }

    // Forgetting a key loses at most what was lent of it: the grain has booked that as used.
    private void Sweep(long now)
    {
        Volatile.Write(ref _nextSweepMs, now + (_entries.Count > MostKeys ? 1_000 : 30_000));
        foreach (var (key, entry) in _entries)
            if (now - entry.UsedAtMs > IdleMs) _entries.TryRemove(key, out _);
        if (_entries.Count <= MostKeys) return;
        foreach (var (key, _) in _entries.OrderBy(e => e.Value.UsedAtMs).Take(_entries.Count - MostKeys)) _entries.TryRemove(key, out _);
    }

    private sealed class Entry
    {
        private LimitPolicy _policy;

        public Entry(LimitPolicy policy)
        {
            _policy = policy;
            PolicyText = RateLimitHeaders.Policy(policy);
        }

        public LocalQuota Quota { get; } = new();

        /// <summary>As the grain last said it, overrides included.</summary>
        public LimitPolicy Policy
        {
            get => _policy;
            set
            {
                _policy = value;
                PolicyText = RateLimitHeaders.Policy(value);
            }
        }

        public string PolicyText { get; private set; }

        public long UsedAtMs { get; set; }
    }
}
