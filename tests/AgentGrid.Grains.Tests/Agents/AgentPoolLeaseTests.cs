using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

public sealed class AgentPoolLeaseTests(TestPostgres postgres) : PoolTest(postgres)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task SettleAsync_twice_counts_once()
    {
        var row = (await FillAsync([1, 1]))[0];
        var lease = await LeaseAsync();
        Assert.Equal(1, (await MemberAsync(row)).InFlight);

        await SettleAsync(lease);
        await SettleAsync(lease);

        var member = await MemberAsync(row);
        Assert.Equal((0, 1L), (member.InFlight, member.Metrics.Requests));
    }

    [Fact]
    public async Task Lease_that_expires_frees_its_place_and_a_late_settlement_is_passed_over()
    {
        var row = (await FillAsync([1, 1]))[0];
        var lease = await LeaseAsync();
        Assert.Equal(Lifetime.TotalMilliseconds, lease.LifetimeMs);

        Time.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, (await MemberAsync(row)).InFlight);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await MemberAsync(row)).InFlight);

        await SettleAsync(lease, LeaseResult.Failed);
        Assert.False(await Pool.RenewAsync(Someone, lease.LeaseId));
        var member = await MemberAsync(row);
        Assert.Equal((0, 0L, 1), (member.InFlight, member.Metrics.Requests, member.EffectiveWeight));
    }

    [Fact]
    public async Task RenewAsync_keeps_a_lease_for_another_lifetime()
    {
        var row = (await FillAsync([1, 1]))[0];
        var lease = await LeaseAsync();
        for (var i = 0; i < 4; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(60));
            Assert.True(await Pool.RenewAsync(Someone, lease.LeaseId));
        }

        Assert.Equal(1, (await MemberAsync(row)).InFlight);
        Time.Advance(Lifetime + TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await MemberAsync(row)).InFlight);
    }

    [Fact]
    public async Task SettleAsync_of_a_lease_of_an_earlier_activation_is_passed_over()
    {
        var row = (await FillAsync([1, 1]))[0];
        var old = await LeaseAsync();
        await Host.StopAsync();
        await Host.StartAsync(Cancel);
        var lease = await LeaseAsync();

        await SettleAsync(old, LeaseResult.Failed);
        Assert.False(await Pool.RenewAsync(Someone, old.LeaseId));
        Assert.True(await Pool.RenewAsync(Someone, lease.LeaseId));
        Assert.Equal(1, (await MemberAsync(row)).InFlight);
    }

    [Fact]
    public async Task Lease_of_before_a_change_of_membership_is_settled_after_it()
    {
        var rows = await FillAsync([1, 1]);
        var lease = await LeaseAsync();
        var first = await WriteAsync("cc");
        await Pool.RefreshAsync(Caller.System);
        Assert.Equal(1, (await MemberAsync(rows[0])).InFlight);

        await SettleAsync(lease);
        Assert.Equal(0, (await MemberAsync(rows[0])).InFlight);
        Assert.Equal(0, (await MemberAsync(first)).InFlight);
    }

    [Fact]
    public async Task Lease_of_a_member_that_has_left_is_settled_without_harm()
    {
        var rows = await FillAsync([1, 1]);
        var lease = await LeaseAsync();
        await Host.Agents.SoftDeleteAsync(rows[0].Id, rows[0].Version, AnEvent(), Cancel);
        await Pool.RefreshAsync(Caller.System);

        await SettleAsync(lease, LeaseResult.Failed, coolDownMs: 60_000);
        Assert.Equal("bb", (await PicksAsync(2)));
        Assert.Equal("bb", Assert.Single(await MembersAsync()).Name);
    }

    [Fact]
    public async Task LeaseAsync_above_maxConcurrency_goes_elsewhere_until_one_ends()
    {
        var row = await WriteAsync("aa", maxConcurrency: 2);
        await Pool.RefreshAsync(Caller.System);
        var lease = await LeaseAsync();
        await LeaseAsync();

        var none = await LeaseAsync();
        Assert.Equal((LeaseOutcome.NoAgentAvailable, 5000L), (none.Outcome, none.RetryAfterMs!.Value));
        Assert.Equal(LeaseOutcome.NoAgentAvailable, (await LeaseAsync(row)).Outcome);
        await SettleAsync(lease, LeaseResult.Cancelled);
        Assert.Equal(LeaseOutcome.Granted, (await LeaseAsync()).Outcome);
    }

    [Fact]
    public async Task SettleAsync_with_a_cool_down_leaves_the_agent_alone_for_so_long()
    {
        await FillAsync([1]);
        await SettleAsync(await LeaseAsync(), LeaseResult.Failed, coolDownMs: 7_000);

        var none = await LeaseAsync();
        Assert.Equal((LeaseOutcome.NoAgentAvailable, 7_000L), (none.Outcome, none.RetryAfterMs!.Value));
        Time.Advance(TimeSpan.FromMilliseconds(6_999));
        Assert.Equal(1, (await LeaseAsync()).RetryAfterMs);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(LeaseOutcome.Granted, (await LeaseAsync()).Outcome);
    }

    [Fact]
    public async Task LeaseAsync_with_all_ejected_says_when_the_first_returns()
    {
        await FillAsync([1, 1], maxFails: 1);
        await SettleAsync(await LeaseAsync(), LeaseResult.Failed);
        Time.Advance(TimeSpan.FromSeconds(4));
        await SettleAsync(await LeaseAsync(), LeaseResult.Failed);

        Assert.Equal(6_001, (await LeaseAsync()).RetryAfterMs);
        Time.Advance(TimeSpan.FromMilliseconds(6_001));
        Assert.Equal("aa", (await LeaseAsync()).Target!.Name);
    }

    [Fact]
    public async Task GetAsync_shows_what_was_settled()
    {
        var row = (await FillAsync([1]))[0];
        foreach (var (result, latency) in new[] { (LeaseResult.Succeeded, 100.0), (LeaseResult.Failed, 200.0), (LeaseResult.Cancelled, 9_000.0), (LeaseResult.Refused, 100.0) })
        {
            var lease = await LeaseAsync();
            await Pool.SettleAsync(Someone, new LeaseSettlement { LeaseId = lease.LeaseId, Result = result, LatencyMs = latency, InputTokens = 10, OutputTokens = 3 });
        }

        var pool = await Pool.GetAsync(Someone);
        var metrics = Assert.Single(pool.Members).Metrics;
        // A client that leaves says nothing about the agent; one that is refused was answered. Tokens are counted whatever the end.
        Assert.Equal((4L, 3L, 2.0 / 3, 300), (pool.Picks, metrics.Requests, metrics.SuccessRate!.Value, metrics.WindowSeconds));
        Assert.InRange(metrics.P50Ms!.Value, 95, 105);
        Assert.InRange(metrics.P99Ms!.Value, 190, 210);
        Assert.Equal((40L, 12L), (metrics.InputTokens, metrics.OutputTokens));

        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((0L, null), ((await MemberAsync(row)).Metrics.Requests, (await MemberAsync(row)).Metrics.SuccessRate));
    }
}
