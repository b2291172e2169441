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
    private int _added;

    /// <summary>Keys that are remembered now.</summary>
    internal int Keys => _entries.Count;

    private long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    /// <summary>Takes one permit.</summary>
    public ValueTask<LimitResult> AcquireAsync(LimitPolicy policy, string scope, string subject)
    {
        var now = NowMs;
        if (now > Volatile.Read(ref _nextSweepMs) || Volatile.Read(ref _added) > MostKeys) Sweep(now);
        var key = new LimiterKey(policy.Name, scope, subject);
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = _entries.GetOrAdd(key, static (_, made) => new Entry(made.policy) { UsedAtMs = made.now }, (policy, now));
            Interlocked.Increment(ref _added);
        }

        entry.UsedAtMs = now;
        if (entry.Quota.TrySpend(now, out var decision) != QuotaSpend.AskLimiter) return ValueTask.FromResult(new LimitResult(entry.Policy, entry.PolicyText, decision));
        return QuotaSlice.IsHighRate(entry.Policy) ? AskTogetherAsync(key, entry) : AskAsync(key, entry, now);
    }

    /// <summary>Forgets what was said of a key, a refusal too: its limit was changed.</summary>
    public void Forget(LimiterKey key) => _entries.TryRemove(key, out _);

    // Where permits come in slices, one request asks for all that arrive meanwhile. A failure of the question is a failure for all of them: asking again,
    // one after the other, would let them wait for as many time-outs.
    private async ValueTask<LimitResult> AskTogetherAsync(LimiterKey key, Entry entry)
    {
        while (true)
        {
            if (entry.TryBeginAsking(out var asking))
            {
                try
                {
                    var result = await AskAsync(key, entry, NowMs);
                    entry.EndAsking(asking, null);
                    return result;
                }
                catch (Exception exception)
                {
                    entry.EndAsking(asking, exception);
                    throw;
                }
            }

            await asking.Task;
            if (entry.Quota.TrySpend(NowMs, out var decision) != QuotaSpend.AskLimiter) return new LimitResult(entry.Policy, entry.PolicyText, decision);
        }
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
        Volatile.Write(ref _added, 0);
        Volatile.Write(ref _nextSweepMs, now + (_entries.Count > MostKeys ? 1_000 : 30_000));
        foreach (var (key, entry) in _entries)
            if (now - entry.UsedAtMs > IdleMs) _entries.TryRemove(key, out _);
        if (_entries.Count <= MostKeys) return;
        foreach (var (key, _) in _entries.OrderBy(e => e.Value.UsedAtMs).Take(_entries.Count - MostKeys)) _entries.TryRemove(key, out _);
    }

    private sealed class Entry
    {
        private LimitPolicy _policy;
        private TaskCompletionSource? _asking;

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

        /// <summary>True: the caller asks, and ends <paramref name="asking"/>. False: somebody asks already, whose end it is.</summary>
        public bool TryBeginAsking(out TaskCompletionSource asking)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var theirs = Interlocked.CompareExchange(ref _asking, mine, null);
            asking = theirs ?? mine;
            return theirs is null;
        }

        public void EndAsking(TaskCompletionSource asking, Exception? failure)
        {
            Volatile.Write(ref _asking, null);
            if (failure is null)
            {
                asking.SetResult();
                return;
            }

            asking.SetException(failure);
            // Nobody may have waited: then the failure is told by the one who asked.
            _ = asking.Task.Exception;
        }
    }
}
