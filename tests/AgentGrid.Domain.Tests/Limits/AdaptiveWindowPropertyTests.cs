using AgentGrid.Domain.Limits;

namespace AgentGrid.Domain.Tests.Limits;

public sealed class AdaptiveWindowPropertyTests
{
    private static readonly LimitPolicy NoBlocks = new("test", 10, TimeSpan.FromSeconds(7), TimeSpan.Zero, TimeSpan.Zero);
    private static readonly LimitPolicy Blocks = NoBlocks with { BlockBase = TimeSpan.FromSeconds(1), BlockCap = TimeSpan.FromSeconds(20) };

    public static TheoryData<LimitPolicy> Policies() => [NoBlocks, Blocks];

    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public void TryAcquire_any_interval_as_long_as_the_window_holds_at_most_the_limit(LimitPolicy policy) =>
        Given.ForAll(Given.Numbers(0, 2999, 1, 300), script =>
        {
            var given = Play(new AdaptiveWindow(policy), script).Where(e => e.Decision.Allowed).ToList();
            foreach (var last in given)
                Assert.InRange(given.Where(e => e.At > last.At - 7000 && e.At <= last.At).Sum(e => e.Permits), 0, policy.Permits);
        });

    [Fact]
    public void TryAcquire_refuses_only_when_the_window_and_two_parts_are_full() =>
        Given.ForAll(Given.Numbers(0, 2999, 1, 300), script =>
        {
            var events = Play(new AdaptiveWindow(NoBlocks), script);
            // A part of 7 s is 117 ms (rounded up); 60 of them are 7,020 ms.
            foreach (var refused in events.Where(e => !e.Decision.Allowed))
            {
                var counted = events.Where(e => e.Decision.Allowed && e.At > refused.At - 7020 - 117 && e.At <= refused.At).Sum(e => e.Permits);
                Assert.True(counted + refused.Permits > NoBlocks.Permits);
            }
        });

    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public void TryAcquire_after_the_retry_time_is_allowed_if_nobody_else_came(LimitPolicy policy) =>
        Given.ForAll(Given.Numbers(0, 2999, 1, 200), script =>
        {
            var window = new AdaptiveWindow(policy);
            var last = Play(window, script)[^1];
            if (last.Decision.Allowed)
                return;
            Assert.True(last.Decision.RetryAfterMs > 0);
            Assert.False(window.Peek(last.At + last.Decision.RetryAfterMs - 1).Allowed && last.Permits == 1);
            Assert.True(window.TryAcquire(last.Permits, last.At + last.Decision.RetryAfterMs).Allowed);
        });

    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public void Peek_after_the_reset_time_shows_the_whole_limit(LimitPolicy policy) =>
        Given.ForAll(Given.Numbers(0, 2999, 1, 200), script =>
        {
            var window = new AdaptiveWindow(policy);
            var last = Play(window, script)[^1];
            if (last.Decision.ResetMs > 0)
                Assert.NotEqual(policy.Permits, window.Peek(last.At + last.Decision.ResetMs - 1).Remaining);
            var reset = window.Peek(last.At + last.Decision.ResetMs);
            Assert.Equal(new LimitDecision(true, policy.Permits, policy.Permits, 0, 0), reset);
        });

    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public void Peek_remaining_never_falls_by_time_alone(LimitPolicy policy) =>
        Given.ForAll(Given.Numbers(0, 999, 1, 200), script =>
        {
            var window = new AdaptiveWindow(policy);
            var at = Play(window, script)[^1].At;
            var remaining = window.Peek(at).Remaining;
            for (var i = 0; i < 300; i++)
            {
                var later = window.Peek(at += 37).Remaining;
                Assert.True(later >= remaining);
                remaining = later;
            }
        }, runs: 100);

    [Fact]
    public void TryAcquire_shorter_requests_are_allowed_wherever_longer_ones_are() =>
        Given.ForAll(Given.Numbers(0, 2999, 1, 200), script =>
        {
            var one = new AdaptiveWindow(NoBlocks);
            var two = new AdaptiveWindow(NoBlocks);
            var at = Play(one, script)[^1].At;
            Play(two, script);
            for (var permits = 1; permits < NoBlocks.Permits; permits++)
            {
                if (two.TryAcquire(permits + 1, at).Allowed)
                {
                    Assert.True(one.TryAcquire(permits, at).Allowed);
                    return;
                }
            }
        });

    /// <summary>Many processes spend leased slices, answers arrive late, clocks differ: the sum keeps to the limit in every interval of the window's length.</summary>
    [Fact]
    public void Lease_spent_by_many_processes_keeps_to_the_limit() =>
        Given.ForAll(Given.Numbers(0, 999_999, 50, 800), script =>
        {
            var policy = new LimitPolicy("test", 300, TimeSpan.FromSeconds(6), TimeSpan.Zero, TimeSpan.Zero);
            Assert.True(QuotaSlice.IsHighRate(policy));
            var limiter = new AdaptiveWindow(policy);
            var processes = Enumerable.Range(0, 4).Select(_ => new LocalQuota()).ToArray();
            var skew = Enumerable.Range(0, 4).Select(i => i * 123_457L).ToArray();
            var spent = new List<long>();
            long now = 5_000;
            foreach (var step in script)
            {
                now += step % 40;
                var p = step % processes.Length;
                for (var n = 0; n < step % 23; n++)
                {
                    switch (processes[p].TrySpend(now + skew[p], out _))
                    {
                        case QuotaSpend.Spent:
                            spent.Add(now);
                            break;
                        case QuotaSpend.AskLimiter:
                            var asked = now;
                            var slice = limiter.Lease(processes[p].Wanted, now += step % 5);
                            now += step % 7;
                            if (processes[p].Accept(slice, asked + skew[p], now + skew[p]).Allowed)
                                spent.Add(now - (step % 7));
                            break;
                    }
                }
            }
            for (int first = 0, last = 0; last < spent.Count; last++)
            {
                while (spent[first] <= spent[last] - 6000)
                    first++;
                Assert.InRange(last - first + 1, 0, policy.Permits);
            }
        });

    private static List<(long At, int Permits, LimitDecision Decision)> Play(AdaptiveWindow window, int[] script)
    {
        var events = new List<(long, int, LimitDecision)>();
        long now = 0;
        foreach (var step in script)
        {
            now += step % 10 == 0 ? step * 5 : step % 400;
            var permits = 1 + (step % 3);
            events.Add((now, permits, window.TryAcquire(permits, now)));
        }
        return events;
    }
}
