using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Hashing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.ApiTokens;

/// <summary>What API tokens open, by themselves and exchanged.</summary>
public sealed class TokenExchangeTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private GridUnderTest Grid => shared.Grid;

    private HashingQueue Queue => Grid.Host.Services.GetRequiredService<HashingQueue>();

    [Fact]
    public async Task Agents_token_is_exchanged_for_an_access_token_of_15_minutes()
    {
        var agent = await shared.Admin.NewAgentAsync();
        var token = await shared.Admin.NewTokenAsync(agent, """{"scopes":["gateway","grid"]}""");
        var answer = await Grid.Client(token).PostAnswerAsync("/api/v1/sessions", null);
        Assert.Equal((200, "no-store"), (answer.Status, answer.Header("Cache-Control")));
        Assert.Equal(["token", "expiresAt"], answer.Json.EnumerateObject().Select(p => p.Name));

        var jwt = answer.Json.GetProperty("token").GetString()!;
        var claims = TokenRequests.Claims(jwt);
        Assert.Equal((agent, "agent", "agent", "grid gateway", $"token:{token[..10]}"), (Text("sub"), Text("kind"), Text("role"), Text("scope"), Text("sid")));
        Assert.Equal((Text("iss"), Grid.Url.ToString().TrimEnd('/')), (Text("aud"), Text("iss")));
        Assert.Equal(15 * 60, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal(answer.Json.GetProperty("expiresAt").GetDateTimeOffset().ToUnixTimeSeconds(), claims.GetProperty("exp").GetInt64());
        var header = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(jwt.Split('.')[0]));
        Assert.Equal(("at+jwt", "ES256"), (header.GetProperty("typ").GetString(), header.GetProperty("alg").GetString()));
        Assert.NotEqual(Text("jti"), TokenRequests.Claims(await Grid.ExchangeAsync(token)).GetProperty("jti").GetString());

        var me = (await Grid.Client(jwt).GetAnswerAsync("/api/v1/auth/me")).Json;
        Assert.Equal((agent, "agent"), (me.GetProperty("subject").GetString(), me.GetProperty("kind").GetString()));
        Assert.Equal(200, (await Grid.Client(jwt).GetAnswerAsync("/v1/models")).Status);
        Assert.NotEqual(JsonValueKind.Null, (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{agent}/tokens")).Json.GetProperty("items")[0].GetProperty("lastUsedAt").ValueKind);

        string Text(string claim) => claims.GetProperty(claim).GetString()!;
    }

    [Fact]
    public async Task Users_token_is_exchanged_likewise_and_ends_with_the_user()
    {
        var user = await Grid.NewUserAsync();
        var made = await Grid.ClientOf(user, CallerKind.User, GridRoles.User).PostAnswerAsync("/api/v1/user/tokens", "{}");
        var jwt = await Grid.ExchangeAsync(made.Json.GetProperty("token").GetString()!);
        var claims = TokenRequests.Claims(jwt);
        Assert.Equal((user, "user", "user"), (claims.GetProperty("sub").GetString(), claims.GetProperty("kind").GetString(), claims.GetProperty("role").GetString()));
        Assert.Equal(200, (await Grid.Client(jwt).GetAnswerAsync("/api/v1/user/tokens")).Status);
        Assert.Equal(403, (await Grid.Client(jwt).GetAnswerAsync("/api/v1/agents")).Status);
    }

    [Fact]
    public async Task Nothing_else_is_exchanged_and_the_answer_says_what_to_do()
    {
        var token = await shared.Admin.NewTokenAsync(await shared.Admin.NewAgentAsync());
        var jwt = await Grid.ExchangeAsync(token);
        foreach (var client in (HttpClient[])[shared.Anonymous, shared.Admin, Grid.Client(jwt), Grid.Client("nonsense"), Grid.Client(TokenRequests.WithAnotherSecret(token)), Grid.Client(token[..^1] + "!")])
        {
            var answer = await client.PostAnswerAsync("/api/v1/sessions", null);
            Assert.Equal((401, "Bearer"), (answer.Status, answer.Header("WWW-Authenticate")));
            Assert.Contains("API token", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        foreach (var name in (string[])["access_token", "token", "api_key"])
        {
            Assert.Equal(401, (await shared.Anonymous.PostAnswerAsync($"/api/v1/sessions?{name}={token}", null)).Status);
            Assert.Equal(401, (await shared.Anonymous.GetAnswerAsync($"/v1/models?{name}={token}")).Status);
        }
    }

    [Fact]
    public async Task Api_token_itself_opens_v1_only()
    {
        var client = Grid.Client(await shared.Admin.NewTokenAsync(await shared.Admin.NewAgentAsync("admin")));
        Assert.Equal(200, (await client.GetAnswerAsync("/v1/models")).Status);
        foreach (var path in (string[])["/api/v1/auth/me", "/api/v1/agents", "/api/v1/limits"])
        {
            var refused = await client.GetAnswerAsync(path);
            Assert.Equal(401, refused.Status);
            Assert.Contains("POST /api/v1/sessions", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Scopes_hold_for_the_token_and_for_what_it_was_exchanged_for()
    {
        var agent = await shared.Admin.NewAgentAsync("admin");
        var rooms = await shared.Admin.NewTokenAsync(agent, """{"scopes":["rooms"]}""");
        foreach (var bearer in (string[])[rooms, await Grid.ExchangeAsync(rooms)])
        {
            Assert.Equal(403, (await Grid.Client(bearer).PostAnswerAsync("/v1/chat/completions", """{"model":"pool/none","messages":[]}""")).Status);
            Assert.Equal(403, (await Grid.Client(bearer).GetAnswerAsync("/v1/models")).Status);
        }

        var jwt = Grid.Client(await Grid.ExchangeAsync(rooms));
        Assert.Equal(403, (await jwt.PostAnswerAsync("/api/v1/openclaw/dispatch", """{"pool":"none","prompt":"hi"}""")).Status);
        Assert.Equal(403, (await jwt.GetAnswerAsync("/api/v1/agents")).Status);
        var gateway = await Grid.ExchangeAsync(await shared.Admin.NewTokenAsync(agent, """{"scopes":["gateway"]}"""));
        Assert.Equal(403, (await Grid.Client(gateway).GetAnswerAsync("/api/v1/agents")).Status);
        Assert.Equal(200, (await Grid.Client(gateway).GetAnswerAsync("/v1/models")).Status);
        var grid = await Grid.ExchangeAsync(await shared.Admin.NewTokenAsync(agent, """{"scopes":["grid"]}"""));
        Assert.Equal(200, (await Grid.Client(grid).GetAnswerAsync("/api/v1/agents")).Status);
        Assert.Equal(403, (await Grid.Client(grid).GetAnswerAsync("/v1/models")).Status);
    }

    [Fact]
    public async Task Good_unknown_wrong_and_revoked_tokens_cost_one_hash_each_and_noise_and_remembered_ones_none()
    {
        var agent = await shared.Admin.NewAgentAsync();
        var (token, revoked) = (await shared.Admin.NewTokenAsync(agent), await shared.Admin.NewTokenAsync(agent));
        await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{agent}/tokens/{revoked[..10]}");
        (string Token, int Status, int Hashes)[] costs =
        [
            (token, 200, 1), (token, 200, 0), (revoked, 401, 1), (revoked, 401, 1), (TokenRequests.WithAnotherSecret(token), 401, 1),
            (ApiToken.Generate(ApiTokenKind.Agent).Text, 401, 1), (ApiToken.Generate(ApiTokenKind.User).Text, 401, 1), (token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), 401, 0), (token.ToUpperInvariant(), 401, 0),
        ];
        foreach (var (bearer, status, hashes) in costs)
        {
            var before = Queue.Begun(HashingKind.Token);
            Assert.Equal(status, (await Grid.Client(bearer).GetAnswerAsync("/v1/models")).Status);
            Assert.Equal((bearer[..10], hashes), (bearer[..10], Queue.Begun(HashingKind.Token) - before));
        }

        // Nor when what is remembered about it must be looked up again.
        var hashed = Queue.Begun(HashingKind.Token);
        await shared.Admin.PutAnswerAsync($"/api/v1/agents/{agent}", $$"""{"name":"{{SharedGrid.NewName()}}","kind":"none"}""");
        Assert.Equal(200, (await Grid.Client(await Grid.ExchangeAsync(token)).GetAnswerAsync("/v1/models")).Status);
        Assert.Equal(hashed, Queue.Begun(HashingKind.Token));
    }

    [Fact]
    public async Task Many_who_come_with_one_token_share_one_hash()
    {
        var token = await shared.Admin.NewTokenAsync(await shared.Admin.NewAgentAsync());
        var before = Queue.Begun(HashingKind.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Grid.Client(token).PostAnswerAsync("/api/v1/sessions", null)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, Queue.Begun(HashingKind.Token) - before);
    }
}
