using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Identity.ApiTokens;

/// <summary>How API tokens end, and everything that was issued for them.</summary>
public sealed class TokenEndTests(SharedGrid shared, TestPostgres postgres) : IClassFixture<SharedGrid>
{
    private GridUnderTest Grid => shared.Grid;

    [Fact]
    public async Task Revoked_token_and_its_access_token_are_refused_within_a_second_and_others_are_not()
    {
        var agent = await shared.Admin.NewAgentAsync();
        var (token, other) = (await shared.Admin.NewTokenAsync(agent), await shared.Admin.NewTokenAsync(agent));
        var (jwt, otherJwt) = (await Grid.ExchangeAsync(token), await Grid.ExchangeAsync(other));
        foreach (var bearer in (string[])[token, jwt, other, otherJwt]) Assert.Equal(200, (await Grid.Client(bearer).GetAnswerAsync("/v1/models")).Status);

        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{agent}/tokens/{token[..10]}")).Status);
        await Task.WhenAll(EndsAsync(token), EndsAsync(jwt));
        Assert.Equal(401, (await Grid.Client(token).PostAnswerAsync("/api/v1/sessions", null)).Status);
        Assert.Equal(401, (await Grid.Client(jwt).GetAnswerAsync("/api/v1/auth/me")).Status);
        foreach (var bearer in (string[])[other, otherJwt]) Assert.Equal(200, (await Grid.Client(bearer).GetAnswerAsync("/v1/models")).Status);
    }

    [Fact]
    public async Task Deleted_agents_tokens_and_access_tokens_are_refused_within_a_second()
    {
        var agent = await shared.Admin.NewAgentAsync();
        var (one, two) = (await shared.Admin.NewTokenAsync(agent), await shared.Admin.NewTokenAsync(agent));
        var jwt = await Grid.ExchangeAsync(one);
        foreach (var bearer in (string[])[one, two, jwt]) Assert.Equal(200, (await Grid.Client(bearer).GetAnswerAsync("/v1/models")).Status);

        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{agent}")).Status);
        await Task.WhenAll(EndsAsync(one), EndsAsync(two), EndsAsync(jwt));
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{agent}/tokens")).Status);
        Assert.Equal(404, (await shared.Admin.PostAnswerAsync($"/api/v1/agents/{agent}/tokens", "{}")).Status);
    }

    [Fact]
    public async Task Agent_that_is_no_administrator_any_more_loses_its_rights_within_a_second()
    {
        var name = SharedGrid.NewName();
        var agent = await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none","role":"admin"}""");
        var client = Grid.Client(await Grid.ExchangeAsync(await shared.Admin.NewTokenAsync(agent)));
        Assert.Equal(200, (await client.GetAnswerAsync("/api/v1/limits")).Status);
        Assert.Equal(200, (await shared.Admin.PutAnswerAsync($"/api/v1/agents/{agent}", $$"""{"name":"{{name}}","kind":"none","role":"agent"}""")).Status);
        await TokenRequests.WithinASecondAsync(403, () => client.GetAnswerAsync("/api/v1/limits"));
        Assert.Equal(200, (await client.GetAnswerAsync("/api/v1/auth/me")).Status);
    }

    [Fact]
    public async Task Token_that_expires_takes_its_access_token_with_it()
    {
        var end = TimeProvider.System.GetUtcNow().AddSeconds(10);
        var token = await shared.Admin.NewTokenAsync(await shared.Admin.NewAgentAsync(), $$"""{"expiresAt":"{{end:O}}"}""");
        var jwt = await Grid.ExchangeAsync(token);
        Assert.Equal(end.ToUnixTimeSeconds(), TokenRequests.Claims(jwt).GetProperty("exp").GetInt64());
        foreach (var bearer in (string[])[token, jwt]) Assert.Equal(200, (await Grid.Client(bearer).GetAnswerAsync("/v1/models")).Status);
        await Task.Delay(end - TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        foreach (var bearer in (string[])[token, jwt]) Assert.Equal(401, (await Grid.Client(bearer).GetAnswerAsync("/v1/models")).Status);
        Assert.Equal(401, (await Grid.Client(token).PostAnswerAsync("/api/v1/sessions", null)).Status);
    }

    [Fact]
    public async Task After_a_restart_what_was_good_is_good_and_what_was_revoked_is_not()
    {
        // The issuer of the tokens must not change with the port.
        const string Url = "GRID_PUBLIC_URL=http://grid.example.org";
        var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        string good, revoked, goodJwt, revokedJwt;
        await using (var first = await GridUnderTest.StartOnAsync(database, Url))
        {
            var admin = first.Client();
            var agent = await admin.NewAgentAsync();
            (good, revoked) = (await admin.NewTokenAsync(agent), await admin.NewTokenAsync(agent));
            (goodJwt, revokedJwt) = (await first.ExchangeAsync(good), await first.ExchangeAsync(revoked));
            Assert.Equal(204, (await admin.DeleteAnswerAsync($"/api/v1/agents/{agent}/tokens/{revoked[..10]}")).Status);
        }

        await using var second = await GridUnderTest.StartOnAsync(database, Url);
        foreach (var bearer in (string[])[good, goodJwt]) Assert.Equal(200, (await second.Client(bearer).GetAnswerAsync("/v1/models")).Status);
        foreach (var bearer in (string[])[revoked, revokedJwt]) Assert.Equal(401, (await second.Client(bearer).GetAnswerAsync("/v1/models")).Status);
    }

    private Task EndsAsync(string bearer) => TokenRequests.WithinASecondAsync(401, () => Grid.Client(bearer).GetAnswerAsync("/v1/models"));
}
