using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Settings;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

public sealed class AgentHealthCheckTests(TestPostgres postgres) : AgentTest(postgres)
{
    [Fact]
    public async Task Registration_is_followed_by_a_check_that_makes_the_agent_healthy()
    {
        await RegisterCheckedAsync();
        Assert.StartsWith("GET /v1/models", Endpoint.LastRequest, StringComparison.Ordinal);
        Assert.Equal(["healthy"], await HistoryAsync());
        Assert.Equal(AgentHealthStatus.Healthy, await InPoolAsync());
    }

    [Fact]
    public async Task Two_failures_in_a_row_make_unhealthy_and_one_success_healthy_with_one_history_row_each()
    {
        await RegisterCheckedAsync();

        Endpoint.Status = 503;
        await NextCheckAsync();
        Assert.Equal(AgentHealthStatus.Healthy, await InPoolAsync());
        await NextCheckAsync();
        Assert.Equal(AgentHealthStatus.Unhealthy, await InPoolAsync());
        Assert.Equal(LeaseOutcome.NoAgentAvailable, (await Pool.LeaseAsync(Someone, null, [])).Outcome);
        await NextCheckAsync();
        Assert.Equal("unhealthy", (await RowAsync())!.Status);
        Assert.Equal(["unhealthy", "healthy"], await HistoryAsync());

        Endpoint.Status = 200;
        await NextCheckAsync();
        Assert.Equal(AgentHealthStatus.Healthy, await InPoolAsync());
        Assert.Equal(["healthy", "unhealthy", "healthy"], await HistoryAsync());
        Assert.Equal(LeaseOutcome.Granted, (await Pool.LeaseAsync(Someone, null, [])).Outcome);
    }

    [Fact]
    public async Task Checks_are_spread_around_half_a_minute()
    {
        const int Agents = 8;
        for (var i = 0; i < Agents; i++) await new AgentId(Guid.CreateVersion7()).Grain(Grains).RegisterAsync(Admin, $"operation-{i}", Definition($"agent-{i}"), Cancel);

        await Until(() => Task.FromResult(Periods().Count == Agents));
        Assert.Equal(Agents, Periods().Distinct().Count());

        // What else waits about as long is the pool's own reading, of exactly half a minute.
        List<TimeSpan> Periods() =>
            [.. Time.Waiting.Where(left => left >= TimeSpan.FromSeconds(27) && left <= TimeSpan.FromSeconds(33) && left != TimeSpan.FromSeconds(30))];
    }

    [Fact]
    public async Task CheckHealthAsync_checks_now_and_counts_like_any_other_check()
    {
        await RegisterCheckedAsync();
        Endpoint.Status = 500;
        var first = await Agent.CheckHealthAsync(Operator, Cancel);
        var second = await Agent.CheckHealthAsync(Operator, Cancel);

        Assert.Equal((AgentHealthStatus.Healthy, false, "server error"), (first.Status, first.Succeeded, first.Detail));
        Assert.Equal((AgentHealthStatus.Unhealthy, false), (second.Status, second.Succeeded));
        Assert.Equal(Time.GetUtcNow(), second.CheckedAt);
        Assert.Equal(AgentHealthStatus.Unhealthy, await InPoolAsync());
    }

    [Fact]
    public async Task Status_that_could_not_be_written_is_written_after_the_next_check()
    {
        await RegisterCheckedAsync();
        Endpoint.Status = 503;
        await Agent.CheckHealthAsync(Operator, Cancel);
        Host.Agents.Before = method => method == "SetStatusAsync" ? throw new DatabaseUnavailableException() : Task.CompletedTask;
        await RefusedAsync(GridErrorCode.Unavailable, () => Agent.CheckHealthAsync(Operator, Cancel));

        Host.Agents.Before = _ => Task.CompletedTask;
        await NextCheckAsync();
        Assert.Equal("unhealthy", (await RowAsync())!.Status);
        Assert.Equal(["unhealthy", "healthy"], await HistoryAsync());
    }

    [Fact]
    public async Task UpdateAsync_during_a_check_is_not_undone_by_it()
    {
        var writing = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        Host.Agents.Before = method =>
        {
            if (method != "SetStatusAsync") return Task.CompletedTask;
            writing.TrySetResult();
            return gate.Task;
        };
        await RegisterAsync(Definition());
        await Soon(writing.Task);
        Assert.Equal(2, (await Agent.UpdateAsync(Admin, null, Definition(weight: 5), Cancel)).Version);

        gate.SetResult();
        await Soon(Host.Calls.EndedAsync(nameof(IAgentPoolGrain.ReportHealthAsync), "default", 1));
        var updated = await Agent.UpdateAsync(Admin, 2, Definition(weight: 6), Cancel);
        Assert.Equal((3, AgentHealthStatus.Healthy), (updated.Version, updated.Health));
    }

    [Fact]
    public async Task Answer_of_an_endpoint_that_was_replaced_says_nothing_about_the_new_one()
    {
        await using var silent = new Hosting.ScriptedAgent { Status = 503 };
        var gate = new TaskCompletionSource();
        silent.Gate = gate.Task;
        await RegisterAsync(Definition(endpoint: silent.Endpoint));
        await Soon(silent.RequestedAsync(1));

        await Agent.UpdateAsync(Admin, null, Definition(), Cancel);
        gate.SetResult();

        await Soon(Host.Calls.EndedAsync(nameof(IAgentPoolGrain.ReportHealthAsync), "default", 1));
        Assert.Equal(AgentHealthStatus.Healthy, await InPoolAsync());
        Assert.Equal(["healthy"], await HistoryAsync());
        Assert.Equal((1, 1), (silent.Requests, Endpoint.Requests));
    }

    [Fact]
    public async Task Command_does_not_wait_for_a_check_under_way()
    {
        var gate = new TaskCompletionSource();
        Endpoint.Gate = gate.Task;
        await RegisterAsync(Definition());
        await Soon(Endpoint.RequestedAsync(1));

        await Soon(Agent.UpdateAsync(Admin, null, Definition(weight: 2), Cancel));
        gate.SetResult();
    }

    [Fact]
    public async Task DeregisterAsync_during_a_check_ends_it_and_it_leaves_nothing_behind()
    {
        var gate = new TaskCompletionSource();
        Endpoint.Gate = gate.Task;
        await RegisterAsync(Definition());
        await Soon(Endpoint.RequestedAsync(1));

        await Soon(Agent.DeregisterAsync(Admin, Cancel));
        gate.SetResult();
        Time.Advance(TimeSpan.FromMinutes(2));

        await RefusedAsync(GridErrorCode.NotFound, () => Agent.CheckHealthAsync(Operator, Cancel));
        Assert.Equal(1, Endpoint.Requests);
        Assert.Empty(await HistoryAsync());
        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task Identity_without_endpoint_is_never_checked()
    {
        await RegisterAsync(Identity());
        await Agent.EnsureCheckedAsync(Admin);
        await RefusedAsync(GridErrorCode.Invalid, () => Agent.CheckHealthAsync(Operator, Cancel));
        Assert.Equal(0, Endpoint.Requests);
    }

    [Fact]
    public async Task Endpoint_taken_away_ends_the_checks_and_given_back_begins_them()
    {
        await RegisterCheckedAsync();
        await Agent.UpdateAsync(Admin, null, Identity(), Cancel);
        Time.Advance(TimeSpan.FromMinutes(2));
        await RefusedAsync(GridErrorCode.Invalid, () => Agent.CheckHealthAsync(Operator, Cancel));
        Assert.Equal(1, Endpoint.Requests);

        await Agent.UpdateAsync(Admin, null, Definition(), Cancel);
        await Soon(Endpoint.RequestedAsync(2));
    }

    private async Task<AgentHealthStatus> InPoolAsync() => Assert.Single((await Pool.GetAsync(Someone)).Members).Health;
}
