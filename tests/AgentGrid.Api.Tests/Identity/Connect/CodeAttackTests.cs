using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>PKCE bypass and downgrade (CVE-2023-48228, CVE-2024-23647), code injection and replay, mix-up (RFC 9207).</summary>
public sealed class CodeAttackTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "S256")]
    [InlineData(TestClient.Verifier, "plain")]
    [InlineData(TestClient.Verifier, null)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", null)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "s256")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "S256")]
    [InlineData("short", "S256")]
    public async Task PKCE_missing_or_downgraded_at_the_authorization_endpoint_is_refused(string? challenge, string? method)
    {
        foreach (var type in (string[])["confidential", "public"])
        {
            var client = await grid.NewClientAsync(new { type });
            var page = await grid.NewBrowser().GetAsync(client.AuthorizeUrl(("code_challenge", challenge), ("code_challenge_method", method)));
            Assert.Equal(("invalid_request", "s1", grid.Issuer), (page.Parameter("error"), page.Parameter("state"), page.Parameter("iss")));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong-verifier-wrong-verifier-wrong-verifier")]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX")]
    public async Task PKCE_wrong_verifier_is_refused_and_spends_the_code(string? verifier)
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var code = await grid.AuthorizeAsync(grid.NewBrowser(), email, client);
        Assert.Equal("invalid_grant", Error(await grid.RedeemAsync(client, code, verifier)));
        Assert.Equal("invalid_grant", Error(await grid.RedeemAsync(client, code)));
    }

    [Fact]
    public async Task PKCE_challenge_itself_is_no_verifier()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var code = await grid.AuthorizeAsync(grid.NewBrowser(), email, client);
        Assert.Equal("invalid_grant", Error(await grid.RedeemAsync(client, code, TestClient.Challenge)));
    }

    [Fact]
    public async Task Code_replay_ends_what_was_issued_for_it()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var code = await grid.AuthorizeAsync(grid.NewBrowser(), email, client, ("scope", "openid offline_access"));
        var tokens = (await grid.RedeemAsync(client, code)).Json;
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal(200, (await grid.UserInfoAsync(access)).Status);

        Assert.Equal("invalid_grant", Error(await grid.RedeemAsync(client, code)));

        await EventuallyAsync(async () => (await grid.UserInfoAsync(access)).Status == 401);
        Assert.Equal("invalid_grant", Error(await grid.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()))));
    }

    [Fact]
    public async Task Code_of_another_client_is_refused_and_lost_to_its_owner_too()
    {
        var (victim, thief, email) = (await grid.NewClientAsync(), await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var code = await grid.AuthorizeAsync(grid.NewBrowser(), email, victim);
        Assert.Equal("invalid_grant", Error(await grid.RedeemAsync(thief, code)));
        Assert.Equal("invalid_grant", Error(await grid.RedeemAsync(victim, code)));
    }

    [Fact]
    public async Task Many_uses_of_one_code_at_once_give_tokens_once()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var code = await grid.AuthorizeAsync(grid.NewBrowser(), email, client);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grid.RedeemAsync(client, code)));
        var granted = Assert.Single(answers, answer => answer.Status == 200);
        await EventuallyAsync(async () => (await grid.UserInfoAsync(granted.Json.GetProperty("access_token").GetString()!)).Status == 401);
    }

    [Fact]
    public async Task Mix_up_every_answer_names_the_issuer()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var browser = grid.NewBrowser();
        await grid.AuthorizeAsync(browser, email, client);
        var good = await browser.GetAsync(client.AuthorizeUrl());
        Assert.Equal((grid.Issuer, "s1"), (good.Parameter("iss"), good.Parameter("state")));
        foreach (var bad in (string[])["response_type", "code_challenge"])
            Assert.Equal(grid.Issuer, (await browser.GetAsync(client.AuthorizeUrl((bad, null)))).Parameter("iss"));
        var metadata = (await grid.Program.GetAnswerAsync("/.well-known/openid-configuration")).Json;
        Assert.Equal(grid.Issuer, metadata.GetProperty("issuer").GetString());
    }

    [Theory]
    [InlineData("token")]
    [InlineData("id_token")]
    [InlineData("code token")]
    [InlineData("none")]
    [InlineData(null)]
    public async Task Disabled_flow_implicit_and_hybrid_give_no_token(string? responseType)
    {
        var client = await grid.NewClientAsync();
        var page = await grid.NewBrowser().GetAsync(client.AuthorizeUrl(("response_type", responseType)));
        Assert.Contains(page.Parameter("error"), new[] { "unsupported_response_type", "invalid_request" });
        Assert.Equal("", page.Location!.Fragment);
    }

    [Theory]
    [InlineData("request", "request_not_supported")]
    [InlineData("request_uri", "request_uri_not_supported")]
    [InlineData("registration", "registration_not_supported")]
    public async Task Request_objects_that_could_say_something_else_are_refused(string name, string error)
    {
        var client = await grid.NewClientAsync();
        Assert.Equal(error, (await grid.NewBrowser().GetAsync(client.AuthorizeUrl((name, "https://evil.example/x")))).Parameter("error"));
    }

    private static string? Error(Answer answer) => answer.Status == 400 ? answer.Json.GetProperty("error").GetString() : $"{answer.Status}: {answer.Text}";

    private static async Task EventuallyAsync(Func<Task<bool>> reached)
    {
        for (var tries = 0; !await reached(); tries++)
        {
            Assert.True(tries < 100, "It was still good after a second.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
