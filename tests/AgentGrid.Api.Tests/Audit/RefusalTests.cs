using System.Text.Json;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Identity.ApiTokens;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>What is refused leaves entries, and when the log is behind everything that would need an entry is refused.</summary>
public sealed class RefusalTests(TestPostgres postgres) : IAsyncLifetime
{
    private AuditGrid _grid = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _grid = await AuditGrid.StartAsync(postgres);

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    private async Task<List<string>> RefusedAsync() =>
    [
        .. (await _grid.ReadAsync()).Select(entry => entry.Event!).Where(happened => happened.Action == AuditActions.RequestRefused)
            .Select(happened =>
            {
                Assert.Equal(AuditResult.Refused, happened.Result);
                var details = JsonElement.Parse(happened.Details!);
                return $"{happened.Actor.Kind} {happened.Actor.Id} {happened.Target?.Id} {details.GetProperty("status")} x{details.GetProperty("count")} {happened.Address}";
            }),
    ];

    [Fact]
    public async Task Refusals_leave_one_entry_each_minute_with_actor_route_status_and_count()
    {
        var anonymous = _grid.Grid.Client(null);
        var user = _grid.Grid.ClientOf("0198f0c0-0000-7000-8000-00000000000b", CallerKind.User, GridRoles.User);
        for (var i = 0; i < 3; i++) Assert.Equal(401, (await anonymous.DeleteAnswerAsync($"/api/v1/agents/{Guid.CreateVersion7()}")).Status);
        Assert.Equal(403, (await user.PostAnswerAsync("/api/v1/agents", """{"name":"agent-x","kind":"none"}""")).Status);
        Assert.Equal(403, (await user.GetAnswerAsync("/api/v1/audit/export")).Status);
        Assert.Equal(422, (await _grid.Admin.PostAnswerAsync("/api/v1/agents", """{"name":"","kind":"none"}""", ("x-request-id", "request-422"))).Status);
        Assert.Equal(404, (await _grid.Admin.DeleteAnswerAsync($"/api/v1/agents/{Guid.CreateVersion7()}")).Status);
        // Reading and what is not there at all leave nothing.
        Assert.Equal(401, (await anonymous.GetAnswerAsync("/api/v1/agents")).Status);
        Assert.Equal(404, (await _grid.Admin.GetAnswerAsync($"/api/v1/agents/{Guid.CreateVersion7()}")).Status);
        Assert.Equal(404, (await _grid.Admin.PostAnswerAsync("/api/v1/nothing-here", "{}")).Status);

        await _grid.Service<RefusalLog>().FlushAsync();

        Assert.Equal(
            [
                "anonymous anonymous DELETE /api/v1/agents/{id} 401 x3 127.0.0.1",
                "user 0198f0c0-0000-7000-8000-00000000000b GET /api/v1/audit/export 403 x1 127.0.0.1",
                "user 0198f0c0-0000-7000-8000-00000000000b POST /api/v1/agents 403 x1 127.0.0.1",
                "user bootstrap-admin DELETE /api/v1/agents/{id} 404 x1 127.0.0.1",
                "user bootstrap-admin POST /api/v1/agents 422 x1 127.0.0.1",
            ],
            (await RefusedAsync()).Order(StringComparer.Ordinal));
        Assert.Contains("request-422", (await _grid.ReadAsync()).Select(entry => entry.Event!.RequestId));
        Assert.Equal(0, _grid.Service<RefusalLog>().Waiting);
    }

    [Fact]
    public async Task Limited_requests_are_refusals_too()
    {
        var user = _grid.Grid.ClientOf("limited", CallerKind.User, GridRoles.Admin);
        Assert.Equal(200, (await _grid.Admin.PutAnswerAsync("/api/v1/limits/overrides/authenticated/subject/limited", """{"permits":1}""")).Status);
        Assert.Equal(201, (await user.PostAnswerAsync("/api/v1/agents", """{"name":"agent-x","kind":"none"}""")).Status);
        for (var i = 0; i < 2; i++) Assert.Equal(429, (await user.PostAnswerAsync("/api/v1/agents", """{"name":"agent-y","kind":"none"}""")).Status);
        await _grid.Service<RefusalLog>().FlushAsync();

        Assert.Equal("user limited POST /api/v1/agents 429 x2 127.0.0.1", Assert.Single(await RefusedAsync()));
    }

    [Fact]
    public async Task Memory_is_bounded_and_what_is_beyond_is_counted_by_status()
    {
        var log = new RefusalLog(_grid.Service<IGrainFactory>(), new AuditOptions { MaxRefusals = 3 }, TimeProvider.System, NullLogger<RefusalLog>.Instance);
        for (var i = 0; i < 10; i++) log.Add(null, $"192.0.2.{i}", "POST /api/v1/agents", 401 + (i % 2 * 2), $"r{i}");
        log.Add(null, "192.0.2.0", "POST /api/v1/agents", 401, "again");
        Assert.Equal(5, log.Waiting);
        await log.FlushAsync();

        Assert.Equal(
            [
                "anonymous anonymous  401 x3 ", "anonymous anonymous  403 x4 ",
                "anonymous anonymous POST /api/v1/agents 401 x1 192.0.2.2", "anonymous anonymous POST /api/v1/agents 401 x2 192.0.2.0", "anonymous anonymous POST /api/v1/agents 403 x1 192.0.2.1",
            ],
            (await RefusedAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refusals_are_written_when_the_process_stops()
    {
        var url = _grid.Grid.DatabaseUrl;
        await using (var grid = await GridUnderTest.StartOnAsync(await postgres.CreateDatabaseAsync(cancellationToken: Stop)))
        {
            url = grid.DatabaseUrl;
            Assert.Equal(401, (await grid.Client(null).PostAnswerAsync("/api/v1/agents", "{}")).Status);
        }

        await using var again = await GridUnderTest.StartOnAsync(url);
        var page = (await again.Client().GetAnswerAsync("/api/v1/audit?action=request.refused")).Json;
        Assert.Equal("POST /api/v1/agents", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("target").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Changes_are_refused_while_the_log_is_behind_and_all_else_goes_on()
    {
        // Nobody can move them: there is no such chain.
        await _grid.TamperAsync("INSERT INTO audit_outbox (chain, event) SELECT 'NO CHAIN', '{}' FROM generate_series(1, 10001)");
        await DispatchGrid.EventuallyAsync(() => Task.FromResult(_grid.Service<AuditBacklog>().IsBehind), "a log that is behind");

        var refused = await _grid.Admin.PostAnswerAsync("/api/v1/agents", """{"name":"agent-x","kind":"none"}""");
        Assert.Equal((503, "unavailable", "5"), (refused.Status, refused.Json.GetProperty("code").GetString(), refused.Header("Retry-After")));
        Assert.Equal(503, (await _grid.Admin.PutAnswerAsync("/api/v1/limits/overrides/totp/subject/x", """{"permits":5}""")).Status);
        Assert.Equal(401, (await _grid.Grid.Client(null).PostAnswerAsync("/api/v1/agents", "{}")).Status);
        Assert.Equal(200, (await _grid.Admin.GetAnswerAsync("/api/v1/agents")).Status);
        Assert.Equal(200, (await _grid.Admin.GetAnswerAsync("/api/v1/audit")).Status);
        Assert.Equal(200, (await _grid.Admin.PostAnswerAsync("/api/v1/audit/verify", null)).Status);
        Assert.Equal("no_agent_available", (await _grid.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", """{"prompt":"hi"}""")).Json.GetProperty("code").GetString());

        await _grid.TamperAsync("DELETE FROM audit_outbox");
        await DispatchGrid.EventuallyAsync(() => Task.FromResult(!_grid.Service<AuditBacklog>().IsBehind), "a log that has caught up");
        Assert.Equal(201, (await _grid.Admin.PostAnswerAsync("/api/v1/agents", """{"name":"agent-x","kind":"none"}""")).Status);
    }
}
