using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

public sealed class AgentPoolRotationTests(TestPostgres postgres) : PoolTest(postgres)
{
    [Theory]
    [InlineData(new[] { 5, 1, 1 }, "aabacaa")]
    [InlineData(new[] { 4, 3, 2 }, "abcabacba")]
    [InlineData(new[] { 7, 3 }, "abaaabaaba")]
    [InlineData(new[] { 10, 1 }, "aaaaabaaaaa")]
    public async Task LeaseAsync_follows_the_oracle(int[] weights, string cycle)
    {
        await FillAsync(weights);
        Assert.Equal(cycle + cycle, await PicksAsync(2 * cycle.Length));
    }

    [Fact]
    public async Task LeaseAsync_of_two_callers_continues_one_sequence()
    {
        await FillAsync([5, 1, 1]);
        var picks = "";
        for (var i = 0; i < 7; i++) picks += await PicksAsync(1, i % 2 == 0 ? Someone : Operator);
        Assert.Equal("aabacaa", picks);
    }

    [Fact]
    public async Task LeaseAsync_by_many_at_once_gives_every_member_its_share()
    {
        await FillAsync([5, 1, 1]);
        var leases = await Task.WhenAll(Enumerable.Range(0, 70).Select(_ => LeaseAsync().AsTask()));
        Assert.Equal("aabacaa", string.Concat(leases.OrderBy(lease => lease.Pick).Take(7).Select(lease => lease.Target!.Name[0])));
        Assert.Equal(Enumerable.Range(1, 70).Select(i => (long)i), leases.Select(lease => lease.Pick).Order());
        Assert.Equal([50, 10, 10], (await MembersAsync()).Select(member => member.InFlight));
    }

    [Fact]
    public async Task GetAsync_tells_the_last_64_picks_and_no_named_agent()
    {
        var rows = await FillAsync([5, 1, 1]);
        Assert.Empty(await RecentAsync());
        await PicksAsync(7);
        await LeaseAsync(rows[2]);
        Assert.Equal("1a2a3b4a5c6a7a", string.Concat((await RecentAsync()).Select(pick => $"{pick.Number}{pick.AgentName[0]}")));

        await PicksAsync(93);
        var recent = await RecentAsync();
        Assert.Equal(Enumerable.Range(37, 64).Select(number => (long)number), recent.Select(pick => pick.Number));
        Assert.Equal("caaa", string.Concat(recent.TakeLast(5).SkipLast(1).Select(pick => pick.AgentName[0])));

        async Task<IReadOnlyList<PoolPick>> RecentAsync() => (await Pool.GetAsync(Operator)).Recent;
    }

    // gateways.md section 6, oracle B: 5,1,1, max_fails 1, fail_timeout 10, one request a second, the first fails.
    [Fact]
    public async Task LeaseAsync_after_a_failure_follows_oracle_B()
    {
        await FillAsync([5, 1, 1], maxFails: 1);
        var picks = "";
        for (var second = 0; second < 24; second++)
        {
            var lease = await LeaseAsync();
            picks += lease.Target!.Name[0];
            await SettleAsync(lease, second == 0 ? LeaseResult.Failed : LeaseResult.Succeeded);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("a" + "bcbcbcbcbc" + "bcbaacaabaaac", picks);
    }

    [Fact]
    public async Task LeaseAsync_passes_over_those_tried_and_gives_a_named_agent_outside_the_rotation()
    {
        var rows = await FillAsync([5, 1, 1]);
        Assert.Equal("bb", (await LeaseAsync(null, rows[0])).Target!.Name);
        var named = await LeaseAsync(rows[2]);
        Assert.Equal(("cc", 0L), (named.Target!.Name, named.Pick));
        Assert.Equal(LeaseOutcome.NoAgentAvailable, (await LeaseAsync(rows[2], rows[2])).Outcome);
        Assert.Equal(LeaseOutcome.NoAgentAvailable, (await LeaseAsync(null, rows)).Outcome);
    }

    [Fact]
    public async Task LeaseAsync_heeds_tried_up_to_its_bound_and_refuses_more()
    {
        var rows = await FillAsync([.. Enumerable.Repeat(1, 17)]);
        Assert.Equal(rows[16].Id, (await LeaseAsync(null, rows[..16])).Target!.Id.Value);
        var refusal = await RefusedAsync(Contracts.GridErrorCode.Invalid, () => LeaseAsync(null, rows).AsTask());
        Assert.Contains("tried", refusal.Errors!.Keys);
    }

    [Fact]
    public async Task LeaseAsync_after_a_change_of_membership_begins_a_new_cycle()
    {
        await FillAsync([5, 1, 1]);
        Assert.Equal("aab", await PicksAsync(3));
        await WriteAsync("dd");
        await Pool.RefreshAsync(Caller.System);
        Assert.Equal("aabacada", await PicksAsync(8));
    }

    [Fact]
    public async Task LeaseAsync_after_a_reading_without_a_change_continues_its_cycle()
    {
        await FillAsync([5, 1, 1]);
        Assert.Equal("aab", await PicksAsync(3));
        await Pool.RefreshAsync(Caller.System);
        Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("acaa", await PicksAsync(4));
    }

    [Fact]
    public async Task LeaseAsync_of_a_new_activation_begins_a_new_cycle()
    {
        await FillAsync([5, 1, 1]);
        await PicksAsync(3);
        await Host.StopAsync();
        await Host.StartAsync(Cancel);
        Assert.Equal("aabacaa", await PicksAsync(7));
    }
}
