using System.Text;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.ApiTokens;
using Npgsql;

namespace AgentGrid.Api.Tests.Identity.ApiTokens;

/// <summary>Making, listing and revoking API tokens.</summary>
public sealed class ApiTokenRouteTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Example = """{"name":"build server","scopes":["rooms","gateway"],"expiresAt":"2035-12-31T02:00:00+02:00"}""";

    [Fact]
    public async Task Token_is_shown_once_then_listed_by_its_prefix_and_revoked()
    {
        var path = $"/api/v1/agents/{await shared.Admin.NewAgentAsync()}/tokens";
        var made = await shared.Admin.PostAnswerAsync(path, Example);
        Assert.Equal(201, made.Status);
        Assert.Equal("no-store", made.Header("Cache-Control"));
        var text = made.Json.GetProperty("token").GetString()!;
        var parsed = ApiToken.Parse(text)!;
        Assert.Equal((ApiTokenKind.Agent, made.Json.GetProperty("prefix").GetString()), (parsed.Kind, parsed.Prefix));
        Assert.Equal("build server", made.Json.GetProperty("name").GetString());
        Assert.Equal(["gateway", "rooms"], made.Json.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(new DateTimeOffset(2035, 12, 31, 0, 0, 0, TimeSpan.Zero), made.Json.GetProperty("expiresAt").GetDateTimeOffset());

        var list = await shared.Admin.GetAnswerAsync(path);
        var listed = Assert.Single(list.Json.GetProperty("items").EnumerateArray());
        Assert.Equal(["prefix", "name", "scopes", "createdAt", "expiresAt", "lastUsedAt"], listed.EnumerateObject().Select(p => p.Name));
        Assert.Equal(parsed.Prefix, listed.GetProperty("prefix").GetString());
        Assert.DoesNotContain(text[11..], list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("argon2", list.Text, StringComparison.Ordinal);

        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"{path}/{parsed.Prefix}")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"{path}/{parsed.Prefix}")).Status);
        Assert.Empty((await shared.Admin.GetAnswerAsync(path)).Json.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public async Task Token_made_of_nothing_has_the_defaults(string? body)
    {
        var made = await shared.Admin.PostAnswerAsync($"/api/v1/agents/{await shared.Admin.NewAgentAsync()}/tokens", body);
        Assert.Equal((201, "API token"), (made.Status, made.Json.GetProperty("name").GetString()));
        Assert.Equal(GridScopes.All, made.Json.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()!));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, made.Json.GetProperty("expiresAt").ValueKind);
    }

    [Theory]
    [InlineData("""{"name":" "}""", 422, "name")]
    [InlineData("""{"scopes":[]}""", 422, "scopes")]
    [InlineData("""{"scopes":["openid"]}""", 422, "scopes")]
    [InlineData("""{"scopes":[null]}""", 422, "scopes")]
    [InlineData("""{"expiresAt":"2001-01-01T00:00:00Z"}""", 422, "expiresAt")]
    [InlineData("""{"expiresAt":"9999-12-31T23:59:59Z"}""", 422, "expiresAt")]
    [InlineData("""{"role":"admin"}""", 400, null)]
    [InlineData("""{"prefix":"agt_aaaaaa"}""", 400, null)]
    [InlineData("""{"scopes":"grid"}""", 400, null)]
    public async Task Body_that_is_wrong_is_refused(string body, int status, string? field)
    {
        var answer = await shared.Admin.PostAnswerAsync($"/api/v1/agents/{await shared.Admin.NewAgentAsync()}/tokens", body);
        Assert.Equal(status, answer.Status);
        if (field is not null) Assert.Equal([field], answer.ErrorFields);
    }

    [Fact]
    public async Task Agent_that_is_unknown_or_another_is_404()
    {
        var (mine, other) = (await shared.Admin.NewAgentAsync(), await shared.Admin.NewAgentAsync());
        var prefix = (await shared.Admin.NewTokenAsync(mine))[..10];
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{other}/tokens/{prefix}")).Status);
        foreach (var unknown in (string[])[Guid.CreateVersion7().ToString(), "nonsense"])
        {
            Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{unknown}/tokens")).Status);
            Assert.Equal(404, (await shared.Admin.PostAnswerAsync($"/api/v1/agents/{unknown}/tokens", "{}")).Status);
            Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{unknown}/tokens/{prefix}")).Status);
        }
    }

    [Fact]
    public async Task Operators_read_an_agents_tokens_and_others_nothing()
    {
        var path = $"/api/v1/agents/{await shared.Admin.NewAgentAsync()}/tokens";
        var id = Guid.CreateVersion7().ToString();
        (HttpClient Client, int Read)[] callers =
        [
            (shared.Grid.ClientOf(id, CallerKind.User, GridRoles.Operator), 200), (shared.Grid.ClientOf(id, CallerKind.User, GridRoles.User), 403),
            (shared.Grid.ClientOf(id, CallerKind.Agent, GridRoles.Agent), 403), (shared.Grid.ClientOf(id, CallerKind.User, GridRoles.Admin, GridScopes.Gateway), 403),
        ];
        foreach (var (client, read) in callers)
        {
            Assert.Equal(read, (await client.GetAnswerAsync(path)).Status);
            Assert.Equal(403, (await client.PostAnswerAsync(path, "{}")).Status);
            Assert.Equal(403, (await client.DeleteAnswerAsync(path + "/agt_000000")).Status);
        }
    }

    [Fact]
    public async Task Users_have_tokens_of_their_own_and_see_no_others()
    {
        var (ada, bob) = (await shared.Grid.NewUserAsync(), await shared.Grid.NewUserAsync());
        var client = shared.Grid.ClientOf(ada, CallerKind.User, GridRoles.User);
        var made = await client.PostAnswerAsync("/api/v1/user/tokens", """{"name":"laptop"}""");
        Assert.Equal(201, made.Status);
        var prefix = made.Json.GetProperty("prefix").GetString()!;
        Assert.StartsWith("usr_", prefix, StringComparison.Ordinal);
        Assert.Contains(prefix, (await client.GetAnswerAsync("/api/v1/user/tokens")).Text, StringComparison.Ordinal);

        var other = shared.Grid.ClientOf(bob, CallerKind.User, GridRoles.User);
        Assert.Empty((await other.GetAnswerAsync("/api/v1/user/tokens")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(404, (await other.DeleteAnswerAsync($"/api/v1/user/tokens/{prefix}")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{ada}/tokens/{prefix}")).Status);
        Assert.Equal(204, (await client.DeleteAnswerAsync($"/api/v1/user/tokens/{prefix}")).Status);
    }

    [Fact]
    public async Task Users_give_no_token_more_than_their_session_has()
    {
        var client = shared.Grid.ClientOf(await shared.Grid.NewUserAsync(), CallerKind.User, GridRoles.User, GridScopes.Grid, GridScopes.Rooms);
        var refused = await client.PostAnswerAsync("/api/v1/user/tokens", """{"scopes":["gateway"]}""");
        Assert.Equal((422, "scopes"), (refused.Status, refused.ErrorFields.Single()));
        var made = await client.PostAnswerAsync("/api/v1/user/tokens", null);
        Assert.Equal(["grid", "rooms"], made.Json.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
    }

    [Fact]
    public async Task Tokens_make_no_tokens()
    {
        var client = shared.Grid.ClientOf(await shared.Grid.NewUserAsync(), CallerKind.User, GridRoles.User);
        var token = (await client.PostAnswerAsync("/api/v1/user/tokens", "{}")).Json.GetProperty("token").GetString()!;
        var program = shared.Grid.Client(await shared.Grid.ExchangeAsync(token));
        Assert.Equal(200, (await program.GetAnswerAsync("/api/v1/user/tokens")).Status);
        Assert.Equal(403, (await program.PostAnswerAsync("/api/v1/user/tokens", "{}")).Status);
        Assert.Equal(204, (await program.DeleteAnswerAsync($"/api/v1/user/tokens/{token[..10]}")).Status);
    }

    [Theory]
    [InlineData(CallerKind.Agent)]
    [InlineData(CallerKind.Client)]
    [InlineData(CallerKind.Container)]
    public async Task Programs_have_no_tokens_of_a_user(CallerKind kind)
    {
        var client = shared.Grid.ClientOf(Guid.CreateVersion7().ToString(), kind, GridRoles.Admin);
        Assert.Equal(403, (await client.GetAnswerAsync("/api/v1/user/tokens")).Status);
        Assert.Equal(403, (await client.PostAnswerAsync("/api/v1/user/tokens", "{}")).Status);
        Assert.Equal(403, (await client.DeleteAnswerAsync("/api/v1/user/tokens/usr_000000")).Status);
    }

    [Fact]
    public async Task The_fifty_first_live_token_is_409()
    {
        var path = $"/api/v1/agents/{await shared.Admin.NewAgentAsync()}/tokens";
        for (var i = 0; i < ApiTokenRules.MaxLive; i++) Assert.Equal(201, (await shared.Admin.PostAnswerAsync(path, "{}")).Status);
        Assert.Equal(409, (await shared.Admin.PostAnswerAsync(path, "{}")).Status);
        var page = await shared.Admin.GetAnswerAsync(path + "?limit=30");
        var rest = await shared.Admin.GetAnswerAsync($"{path}?limit=30&cursor={page.Json.GetProperty("nextCursor").GetString()}");
        Assert.Equal((30, 20), (page.Json.GetProperty("items").GetArrayLength(), rest.Json.GetProperty("items").GetArrayLength()));
        Assert.Equal(422, (await shared.Admin.GetAnswerAsync(path + "?cursor=nonsense")).Status);
    }

    [Fact]
    public async Task Same_idempotency_key_shows_the_same_token_again_but_the_database_holds_it_encrypted()
    {
        var path = $"/api/v1/agents/{await shared.Admin.NewAgentAsync()}/tokens";
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shared.Admin.PostAnswerAsync(path, "{}", ("Idempotency-Key", key))));
        Assert.All(answers, answer => Assert.Equal((201, "no-store"), (answer.Status, answer.Header("Cache-Control"))));
        var text = Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single((await shared.Admin.GetAnswerAsync(path)).Json.GetProperty("items").EnumerateArray());

        await using var connection = new NpgsqlConnection(shared.Grid.DatabaseUrl);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT body FROM idempotency_keys WHERE key = $1", connection) { Parameters = { new() { Value = key } } };
        var stored = Encoding.UTF8.GetString((byte[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
        Assert.StartsWith("enc:", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(answers[0].Json.GetProperty("prefix").GetString()!, stored, StringComparison.Ordinal);
        Assert.Equal(422, (await shared.Admin.PostAnswerAsync(path, """{"name":"other"}""", ("Idempotency-Key", key))).Status);
        Assert.Contains("agt_", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_on_agents_and_tokens_are_on_record_with_who_and_from_where_and_without_the_secret()
    {
        var agent = await shared.Admin.NewAgentAsync();
        var made = await shared.Admin.PostAnswerAsync($"/api/v1/agents/{agent}/tokens", "{}", ("x-request-id", "on-record"));
        var prefix = made.Json.GetProperty("prefix").GetString()!;
        await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{agent}/tokens/{prefix}");
        await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{agent}");

        await using var connection = new NpgsqlConnection(shared.Grid.DatabaseUrl);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var waiting = new NpgsqlCommand("SELECT count(*) FROM audit_outbox", connection);
        while ((long)(await waiting.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT row_to_json(audit_contents)::text FROM audit_contents WHERE target_id IN ($1, $2) ORDER BY index", connection)
        {
            Parameters = { new() { Value = agent }, new() { Value = prefix } },
        };
        var events = new List<System.Text.Json.JsonElement>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) events.Add(System.Text.Json.JsonElement.Parse(reader.GetString(0)));
        Assert.Equal(["agent.registered", "token.created", "token.revoked", "agent.deregistered"], events.Select(e => e.GetProperty("action").GetString()));
        Assert.All(events, e => Assert.Equal("127.0.0.1", e.GetProperty("address").GetString()));
        Assert.Equal("on-record", events[1].GetProperty("request_id").GetString());
        Assert.DoesNotContain(events, e => e.GetRawText().Contains(made.Json.GetProperty("token").GetString()![11..], StringComparison.Ordinal));
    }
}
