using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

public sealed class AgentPoolMembershipTests(TestPostgres postgres) : PoolTest(postgres)
{
    [Fact]
    public async Task Default_pool_exists_without_members_and_others_only_with()
    {
        var none = await LeaseAsync();
        Assert.Equal((LeaseOutcome.NoAgentAvailable, 5000L), (none.Outcome, none.RetryAfterMs!.Value));
        Assert.True((await Pool.GetAsync(Someone)).Exists);

        var other = new PoolName("other").Grain(Grains);
        Assert.Equal(LeaseOutcome.UnknownPool, (await other.LeaseAsync(Someone, null, [])).Outcome);
        Assert.False((await other.GetAsync(Someone)).Exists);
        await WriteAsync("aa", pool: "other");
        await other.RefreshAsync(Caller.System);
        Assert.Equal("aa", (await other.LeaseAsync(Someone, null, [])).Target!.Name);
    }

    [Fact]
    public async Task LeaseAsync_of_an_agent_that_is_no_member_is_UnknownAgent()
    {
        await FillAsync([1]);
        var elsewhere = await WriteAsync("other", pool: "other");
        Assert.Equal(LeaseOutcome.UnknownAgent, (await LeaseAsync(elsewhere)).Outcome);
    }

    [Fact]
    public async Task Agent_without_endpoint_is_no_member()
    {
        await WriteAsync("identity", endpoint: null);
        await Pool.RefreshAsync(Caller.System);
        Assert.Empty(await MembersAsync());
    }

    [Fact]
    public async Task Weight_0_drains()
    {
        var rows = await FillAsync([1, 0]);
        Assert.Equal("aaa", await PicksAsync(3));
        Assert.Equal(LeaseOutcome.NoAgentAvailable, (await LeaseAsync(rows[1])).Outcome);
    }

    [Fact]
    public async Task ReportHealthAsync_freezes_and_thaws_a_member()
    {
        var rows = await FillAsync([5, 1, 1]);
        Assert.Equal("aa", await PicksAsync(2));

        await ReportAsync(rows[0], AgentHealthStatus.Unhealthy);
        Assert.Equal("bcbc", await PicksAsync(4));
        var member = await MemberAsync(rows[0]);
        Assert.Equal((AgentHealthStatus.Unhealthy, Time.GetUtcNow()), (member.Health, member.LastCheckedAt!.Value));

        await ReportAsync(rows[0], AgentHealthStatus.Healthy);
        Assert.Contains('a', await PicksAsync(3));
    }

    [Fact]
    public async Task Health_and_requests_in_flight_survive_a_change_of_membership()
    {
        var rows = await FillAsync([1, 1]);
        await LeaseAsync();
        await ReportAsync(rows[1], AgentHealthStatus.Unhealthy);
        await WriteAsync("cc");
        await Pool.RefreshAsync(Caller.System);

        Assert.Equal(1, (await MemberAsync(rows[0])).InFlight);
        Assert.Equal(AgentHealthStatus.Unhealthy, (await MemberAsync(rows[1])).Health);
        Assert.Equal("acac", await PicksAsync(4));
    }

    [Fact]
    public async Task Stored_health_holds_for_a_new_activation()
    {
        await WriteAsync("aa", status: "unhealthy");
        await WriteAsync("bb", status: "healthy");
        await Pool.RefreshAsync(Caller.System);
        Assert.Equal("bbb", await PicksAsync(3));
    }

    [Fact]
    public async Task Lost_notice_heals_within_half_a_minute()
    {
        await FillAsync([1]);
        await WriteAsync("bb");
        Assert.Equal("aa", await PicksAsync(2));

        Time.Advance(TimeSpan.FromSeconds(31));
        await Until(async () => (await MembersAsync()).Length == 2);
    }

    [Fact]
    public async Task Reading_that_fails_leaves_the_members_as_known_and_the_next_one_heals()
    {
        await FillAsync([1]);
        await WriteAsync("bb");
        var away = new TaskCompletionSource();
        Host.Agents.Before = _ => { away.TrySetResult(); throw new Domain.Settings.DatabaseUnavailableException(); };
        Time.Advance(TimeSpan.FromSeconds(31));
        await Soon(away.Task);
        Assert.Equal("aa", await PicksAsync(2));

        Host.Agents.Before = _ => Task.CompletedTask;
        Assert.Equal(2, await SeenAsync(2));
    }

    [Fact]
    public async Task Reading_that_hangs_holds_up_no_lease()
    {
        await FillAsync([1]);
        var reading = new TaskCompletionSource();
        var hung = new TaskCompletionSource();
        Host.Agents.Before = _ => { reading.TrySetResult(); return hung.Task; };
        Time.Advance(TimeSpan.FromSeconds(31));
        await Soon(reading.Task);
        try
        {
            await Soon(PicksAsync(2));
        }
        finally
        {
            hung.SetResult();
        }
    }

    [Fact]
    public async Task Anonymous_callers_and_users_are_refused_what_is_not_theirs()
    {
        var rows = await FillAsync([1]);
        await RefusedAsync(GridErrorCode.Forbidden, () => Pool.LeaseAsync(Nobody, null, []).AsTask());
        await RefusedAsync(GridErrorCode.Forbidden, () => Pool.RenewAsync(Nobody, 1).AsTask());
        await RefusedAsync(GridErrorCode.Forbidden, () => Pool.SettleAsync(Nobody, new LeaseSettlement { LeaseId = 1, Result = LeaseResult.Failed }).AsTask());
        await RefusedAsync(GridErrorCode.Forbidden, () => Pool.GetAsync(Nobody).AsTask());
        foreach (var caller in new[] { Nobody, Someone, Operator })
        {
            await RefusedAsync(GridErrorCode.Forbidden, () => Pool.RefreshAsync(caller));
            await RefusedAsync(GridErrorCode.Forbidden, () => Pool.ReportHealthAsync(caller, new AgentId(rows[0].Id),
                new AgentHealthReport { Status = AgentHealthStatus.Unhealthy, Succeeded = false, CheckedAt = Time.GetUtcNow(), Detail = "" }));
        }

        Assert.Equal("a", await PicksAsync(1));
    }

    [Fact]
    public async Task Activation_without_the_database_is_Unavailable_and_the_next_call_tries_again()
    {
        await WriteAsync("aa");
        Host.Agents.Before = _ => throw new Domain.Settings.DatabaseUnavailableException("away", TimeSpan.FromSeconds(3), outcomeUnknown: true);
        var refusal = await RefusedAsync(GridErrorCode.Unavailable, () => LeaseAsync().AsTask());
        Assert.Equal(3000, refusal.RetryAfterMs);

        Host.Agents.Before = _ => Task.CompletedTask;
        Assert.Equal("a", await PicksAsync(1));
    }

    // The reading is a tick of the pool's own: nothing tells when it has ended.
    private async Task<int> SeenAsync(int count)
    {
        await Until(async () =>
        {
            if ((await MembersAsync()).Length == count) return true;
            Time.Advance(TimeSpan.FromSeconds(31));
            return false;
        });
        return (await MembersAsync()).Length;
    }
}
