using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Identity.ApiTokens;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>Queries over a whole log.</summary>
public sealed class AuditQueryTests(TestPostgres postgres) : IAsyncLifetime
{
    private AuditGrid _grid = null!;

    public async ValueTask InitializeAsync() => _grid = await AuditGrid.StartAsync(postgres);

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    private static string[] Column(JsonElement page, string name) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(name).ToString())];

    [Fact]
    public async Task Query_filters_by_every_field_and_pages_newest_first()
    {
        var first = await _grid.Admin.RegisterAsync("""{"name":"one","kind":"none"}""");
        var second = await _grid.Admin.RegisterAsync("""{"name":"two","kind":"none"}""");
        Assert.Equal(204, (await _grid.Admin.DeleteAnswerAsync($"/api/v1/agents/{first}")).Status);
        await _grid.MoveAsync();

        Assert.Equal([AuditActions.AgentDeregistered, AuditActions.AgentRegistered, AuditActions.AgentRegistered], Column(await _grid.QueryAsync("?limit=3"), "action"));
        Assert.Equal([AuditActions.AgentDeregistered, AuditActions.AgentRegistered], Column(await _grid.QueryAsync($"?target={first}"), "action"));
        Assert.Equal([second, first], (await _grid.QueryAsync("?action=agent.registered")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("target").GetProperty("id").GetString()!));
        Assert.Equal(3, Column(await _grid.QueryAsync("?actor=bootstrap-admin&result=ok&chain=system&limit=3"), "index").Length);
        Assert.Empty(Column(await _grid.QueryAsync("?result=failed"), "index"));
        Assert.Empty(Column(await _grid.QueryAsync("?chain=project:1"), "index"));
        var all = await _grid.QueryAsync("?limit=200");
        var middle = all.GetProperty("items")[1].GetProperty("time").GetString()!;
        Assert.Equal(2, Column(await _grid.QueryAsync($"?from={Uri.EscapeDataString(middle)}"), "index").Length);
        Assert.DoesNotContain(middle, Column(await _grid.QueryAsync($"?to={Uri.EscapeDataString(middle)}"), "time"));

        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _grid.QueryAsync($"?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            paged.AddRange(Column(page, "fingerprint"));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(Column(all, "fingerprint"), paged);
    }

    [Fact]
    public async Task Entry_shows_all_that_its_fingerprint_covers()
    {
        var answer = await _grid.Admin.PostAnswerAsync("/api/v1/agents", """{"name":"one","kind":"none"}""", ("x-request-id", "my-request"));
        await _grid.MoveAsync();
        var entry = (await _grid.QueryAsync("?action=agent.registered")).GetProperty("items")[0];
        var stored = (await _grid.ReadAsync()).Single(e => e.Event!.Action == AuditActions.AgentRegistered);

        Assert.Equal(("system", 1, stored.Link.Index, 1), (entry.GetProperty("chain").GetString(), entry.GetProperty("epoch").GetInt64(), entry.GetProperty("index").GetInt64(), entry.GetProperty("version").GetInt32()));
        Assert.Equal(("bootstrap-admin", "user"), (entry.GetProperty("actor").GetProperty("id").GetString(), entry.GetProperty("actor").GetProperty("kind").GetString()));
        Assert.Equal(("agent", answer.Json.GetProperty("id").GetString(), "one"),
            (entry.GetProperty("target").GetProperty("type").GetString(), entry.GetProperty("target").GetProperty("id").GetString(), entry.GetProperty("target").GetProperty("name").GetString()));
        Assert.Equal(("ok", "127.0.0.1", "my-request"), (entry.GetProperty("result").GetString(), entry.GetProperty("address").GetString(), entry.GetProperty("requestId").GetString()));
        Assert.Equal(stored.Event!.Time, entry.GetProperty("time").GetDateTimeOffset());
        Assert.Equal((stored.Link.ContentHash.ToString(), stored.Link.Previous.ToString(), stored.Link.Fingerprint.ToString()),
            (entry.GetProperty("contentHash").GetString(), entry.GetProperty("previousFingerprint").GetString(), entry.GetProperty("fingerprint").GetString()));
    }

    [Fact]
    public async Task Integrity_claims_no_more_than_was_checked()
    {
        await _grid.SignAsync();
        await _grid.Admin.RegisterAsync("""{"name":"one","kind":"none"}""");
        await _grid.MoveAsync();

        var before = (await _grid.QueryAsync()).GetProperty("integrity");
        Assert.Equal("verified_to_checkpoint", before.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, before.GetProperty("verifiedThrough").ValueKind);
        Assert.Equal(before.GetProperty("outsideCheckpoint").GetInt64(), before.GetProperty("checkpoint").GetInt64());

        await _grid.WalkAsync();
        Assert.Equal("verified_to_checkpoint", (await _grid.QueryAsync()).GetProperty("integrity").GetProperty("status").GetString());
        Assert.Equal("verified", (await _grid.QueryAsync("?action=limit.overridden")).GetProperty("integrity").GetProperty("status").GetString());

        await _grid.SignAsync();
        await _grid.WalkAsync();
        var after = (await _grid.QueryAsync()).GetProperty("integrity");
        Assert.Equal("verified", after.GetProperty("status").GetString());
        Assert.Equal((await _grid.ReadAsync()).Count, after.GetProperty("verifiedThrough").GetProperty("entries").GetInt64());
        Assert.Equal("verified", after.GetProperty("verifiedThrough").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, after.GetProperty("brokenAt").ValueKind);
    }

    [Fact]
    public async Task Integrity_without_checkpoints_outside_is_unanchored()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var integrity = (await grid.Client().GetAnswerAsync("/api/v1/audit")).Json.GetProperty("integrity");
        Assert.Equal("unanchored", integrity.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, integrity.GetProperty("outsideCheckpoint").ValueKind);
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=1", "to")]
    [InlineData("result=good", "result")]
    [InlineData("chain=No%20chain", "chain")]
    [InlineData("actor=a%00b", "actor")]
    [InlineData("target=a%0Ab", "target")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("from=x&to=y", "from", "to")]
    public async Task Query_that_is_wrong_is_422(string query, params string[] fields)
    {
        var answer = await _grid.Admin.GetAnswerAsync("/api/v1/audit?" + query);
        Assert.Equal(422, answer.Status);
        Assert.Equal(fields, answer.ErrorFields);
    }

    [Fact]
    public async Task Operators_read_and_only_administrators_verify_and_export()
    {
        var @operator = _grid.Grid.ClientOf("0198f0c0-0000-7000-8000-00000000000a", CallerKind.User, GridRoles.Operator);
        foreach (var path in (string[])["/api/v1/audit", "/api/v1/audit/checkpoints"]) Assert.Equal(200, (await @operator.GetAnswerAsync(path)).Status);
        Assert.Equal(403, (await @operator.GetAnswerAsync("/api/v1/audit/export")).Status);
        Assert.Equal(403, (await @operator.PostAnswerAsync("/api/v1/audit/verify", null)).Status);
        foreach (var client in new[] { _grid.Grid.ClientOf("u", CallerKind.User, GridRoles.User), _grid.Grid.ClientOf("a", CallerKind.Agent, GridRoles.Agent), _grid.Grid.ClientOf("s", CallerKind.User, GridRoles.Admin, GridScopes.Gateway) })
            foreach (var path in (string[])["/api/v1/audit", "/api/v1/audit/checkpoints", "/api/v1/audit/checkpoints/1", "/api/v1/audit/export"]) Assert.Equal(403, (await client.GetAnswerAsync(path)).Status);
        foreach (var path in (string[])["/api/v1/audit", "/api/v1/audit/checkpoints", "/api/v1/audit/export"]) Assert.Equal(401, (await _grid.Grid.Client(null).GetAnswerAsync(path)).Status);
        Assert.Equal(401, (await _grid.Grid.Client(null).PostAnswerAsync("/api/v1/audit/verify", null)).Status);
    }

    [Fact]
    public async Task Checkpoints_are_listed_newest_first_and_one_is_given_as_it_was_signed()
    {
        for (var i = 0; i < 3; i++)
        {
            await _grid.Admin.RegisterAsync($$"""{"name":"agent-{{i}}","kind":"none"}""");
            await _grid.SignAsync();
        }

        var last = (await _grid.Service<IAuditCheckpointStore>().GetLastAsync(TestContext.Current.CancellationToken))!;
        Assert.True(AuditCheckpoint.TryParse(last, out var newest));
        var page = (await _grid.Admin.GetAnswerAsync("/api/v1/audit/checkpoints?limit=2")).Json;
        Assert.Equal([newest.Number, newest.Number - 1], page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt64()));
        Assert.Equal(newest.Hash.ToString(), page.GetProperty("items")[0].GetProperty("hash").GetString());
        var rest = (await _grid.Admin.GetAnswerAsync($"/api/v1/audit/checkpoints?cursor={page.GetProperty("nextCursor").GetString()}")).Json;
        Assert.Equal(1, rest.GetProperty("items").EnumerateArray().Last().GetProperty("number").GetInt64());
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("nextCursor").ValueKind);

        Assert.Equal(last + "\n", (await _grid.Admin.GetAnswerAsync($"/api/v1/audit/checkpoints/{newest.Number}")).Text);
        foreach (var none in (string[])["0", "-1", "x", "999999"]) Assert.Equal(404, (await _grid.Admin.GetAnswerAsync($"/api/v1/audit/checkpoints/{none}")).Status);
        Assert.Equal(422, (await _grid.Admin.GetAnswerAsync("/api/v1/audit/checkpoints?cursor=x")).Status);
    }
}
