using AgentGrid.Domain.Limits;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Limits;

/// <summary>High-rate keys: several processes spend leased slices, together never more than the limit.</summary>
public sealed class LimiterSliceTests(TestPostgres postgres) : LimiterTest(postgres)
{
    private const int Permits = 6_000;
    private const int Processes = 4;
    private const int WindowMs = 60_000;

    [Fact]
    public async Task Slices_of_several_processes_never_exceed_the_limit_in_any_window()
    {
        await OverrideAsync(LimitPolicy.Authenticated, Permits);
        var limiter = Limiter(LimitPolicy.Authenticated);
        var quotas = Enumerable.Range(0, Processes).Select(_ => new LocalQuota()).ToArray();
        var spentAt = new List<long>();
        var asked = 0;
        var start = NowMs;

        // Three minutes of about four times the limit, in steps of 500 ms, unevenly spread over the processes.
        for (; NowMs < start + (3 * WindowMs); Time.Advance(TimeSpan.FromMilliseconds(500)))
        {
            for (var i = 0; i < 200; i++)
            {
                var quota = quotas[i % 10 < 6 ? 0 : i % Processes];
                if (await TrySpendAsync(quota)) spentAt.Add(NowMs);
            }
        }

        Assert.True(MostInAWindow(spentAt) <= Permits, $"{MostInAWindow(spentAt)} permits were spent in one window.");
        Assert.True(spentAt.Count > Permits, "What lapses is given again.");
        Assert.True(asked < spentAt.Count / 5, $"{asked} calls for {spentAt.Count} permits: slices should save calls.");

        async Task<bool> TrySpendAsync(LocalQuota quota)
        {
            switch (quota.TrySpend(NowMs, out _))
            {
                case QuotaSpend.Spent: return true;
                case QuotaSpend.Refused: return false;
            }

            asked++;
            var grant = await limiter.LeaseAsync(quota.Wanted);
            var state = new LimitDecision(grant.Permits > 0, grant.Limit, grant.Remaining, grant.ResetMs, grant.RetryAfterMs);
            return quota.Accept(new QuotaSlice(grant.Permits, grant.ValidForMs, state), NowMs, NowMs).Allowed;
        }
    }

    [Fact]
    public async Task Slice_is_at_most_a_twentieth_of_the_limit_and_lives_for_two_parts_of_the_window()
    {
        await OverrideAsync(LimitPolicy.Authenticated, Permits);
        var grant = await Limiter(LimitPolicy.Authenticated).LeaseAsync(int.MaxValue);
        Assert.Equal(Permits / 20, grant.Permits);
        Assert.InRange(grant.ValidForMs, 1, 2 * WindowMs / AdaptiveWindow.Parts);
    }

    private long NowMs => Time.GetTimestamp() / (Time.TimestampFrequency / 1000);

    private static int MostInAWindow(List<long> spentAt)
    {
        var most = 0;
        for (int first = 0, last = 0; last < spentAt.Count; last++)
        {
            while (spentAt[last] - spentAt[first] >= WindowMs) first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
