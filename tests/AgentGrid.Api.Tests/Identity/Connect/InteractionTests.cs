using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>When people are asked for their password and their consent (OpenID Connect Core 3.1.2.1 to 3.1.2.4).</summary>
public sealed class InteractionTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    [Fact]
    public async Task A_user_is_asked_once_and_then_not_again()
    {
        var (client, email, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        await grid.AuthorizeAsync(browser, email, client, ("scope", "openid profile"));

        Assert.NotEmpty((await browser.GetAsync(client.AuthorizeUrl(("prompt", "none")))).Parameter("code"));
        Assert.NotEmpty((await browser.GetAsync(client.AuthorizeUrl(("scope", "profile")))).Parameter("code"));
        Assert.True((await browser.GetAsync(client.AuthorizeUrl(("scope", "openid profile grid")))).Shows("Allow access"));
        Assert.Equal("consent_required", (await browser.GetAsync(client.AuthorizeUrl(("scope", "openid grid"), ("prompt", "none")))).Parameter("error"));
        Assert.True((await browser.GetAsync(client.AuthorizeUrl(("prompt", "consent")))).Shows("Allow access"));
    }

    [Fact]
    public async Task Deny_is_told_to_the_client()
    {
        var (client, email, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        var consent = await browser.SubmitAsync(await browser.GetAsync(client.AuthorizeUrl()), ("email", email), ("password", ConnectGrid.Password));
        var denied = await browser.SubmitAsync(consent, ("decision", "deny"));
        Assert.Equal(("access_denied", "s1", grid.Issuer), (denied.Parameter("error"), denied.Parameter("state"), denied.Parameter("iss")));
        Assert.True((await browser.GetAsync(client.AuthorizeUrl())).Shows("Allow access"));
    }

    [Fact]
    public async Task A_first_party_is_not_consented_to_and_a_native_client_each_time()
    {
        var (email, browser) = ((await grid.NewUserAsync()).Email, grid.NewBrowser());
        var own = await grid.NewClientAsync(new { isFirstParty = true });
        var signedIn = await browser.SubmitAsync(await browser.GetAsync(own.AuthorizeUrl()), ("email", email), ("password", ConnectGrid.Password));
        Assert.NotEmpty(signedIn.Parameter("code"));

        var native = await grid.NewClientAsync(new { type = "public", isFirstParty = true, redirectUris = new[] { "com.example.app:/cb" } });
        var address = native.AuthorizeUrl(("redirect_uri", "com.example.app:/cb"));
        for (var time = 0; time < 2; time++)
        {
            var consent = await browser.GetAsync(address);
            Assert.Contains("com.example.app on this device", consent.Text, StringComparison.Ordinal);
            Assert.Contains("form-action 'self' com.example.app:", consent.Message.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.StartsWith("com.example.app:/cb?code=", (await browser.SubmitAsync(consent, ("decision", "allow"))).Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("prompt", "select_account")]
    [InlineData("prompt", "login consent")]
    [InlineData("max_age", "0")]
    public async Task A_password_is_asked_for_again_and_then_it_goes_on(string name, string value)
    {
        var (client, email, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        await grid.AuthorizeAsync(browser, email, client);

        var page = await browser.GetAsync(client.AuthorizeUrl((name, value)));
        Assert.True(page.Shows("Sign in"), page.Text);
        page = await browser.SubmitAsync(page, ("email", email), ("password", ConnectGrid.Password));
        if (value == "login consent") page = await browser.SubmitAsync(page, ("decision", "allow"));
        Assert.NotEmpty(page.Parameter("code"));
        Assert.True((await browser.GetAsync(client.AuthorizeUrl((name, value)))).Shows("Sign in"));
    }

    [Fact]
    public async Task Max_age_that_is_not_reached_asks_nothing()
    {
        var (client, email, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        await grid.AuthorizeAsync(browser, email, client);
        Assert.NotEmpty((await browser.GetAsync(client.AuthorizeUrl(("max_age", "600")))).Parameter("code"));
        Assert.Equal("invalid_request", (await browser.GetAsync(client.AuthorizeUrl(("max_age", "-1")))).Parameter("error"));
        Assert.Equal("login_required", (await grid.NewBrowser().GetAsync(client.AuthorizeUrl(("prompt", "none")))).Parameter("error"));
    }

    [Fact]
    public async Task Id_token_hint_names_the_only_user_who_will_do()
    {
        var (client, ann, bob, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, (await grid.NewUserAsync()).Email, grid.NewBrowser());
        var hint = (await grid.TokensAsync(ann, client)).GetProperty("id_token").GetString();
        await grid.AuthorizeAsync(browser, bob, client);

        Assert.Equal("login_required", (await browser.GetAsync(client.AuthorizeUrl(("id_token_hint", hint), ("prompt", "none")))).Parameter("error"));
        var page = await browser.GetAsync(client.AuthorizeUrl(("id_token_hint", hint)));
        Assert.Equal("login_required", (await browser.SubmitAsync(page, ("email", bob), ("password", ConnectGrid.Password))).Parameter("error"));
        Assert.NotEmpty((await browser.SubmitAsync(page, ("email", ann), ("password", ConnectGrid.Password))).Parameter("code"));
        Assert.Equal("invalid_request", (await browser.GetAsync(client.AuthorizeUrl(("id_token_hint", "x.y.z")))).Parameter("error"));
    }

    [Fact]
    public async Task Login_hint_fills_the_form_and_another_account_may_be_used()
    {
        var (client, email, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        Assert.Contains($"value=\"{email}\"", (await browser.GetAsync(client.AuthorizeUrl(("login_hint", email)))).Text, StringComparison.Ordinal);
        var consent = await browser.SubmitAsync(await browser.GetAsync(client.AuthorizeUrl()), ("email", email), ("password", ConnectGrid.Password));
        Assert.Contains(email, consent.Text, StringComparison.Ordinal);
        Assert.True((await browser.GetAsync($"{client.AuthorizeUrl()}&grid_switch=1")).Shows("Sign in"));
    }

    [Fact]
    public async Task The_request_may_be_a_form_of_another_site()
    {
        var (client, email, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        await grid.AuthorizeAsync(browser, email, client);
        var parameters = client.Query(("prompt", "none")).Split('&').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], Uri.UnescapeDataString(pair[1])));
        Assert.NotEmpty((await browser.PostAsync("/connect/authorize", parameters, "https://app.example")).Parameter("code"));
        Assert.Equal(400, (await browser.PostAsync("/connect/authorize", [new("state", new string('x', 9000))], "https://app.example")).Status);
    }

    [Fact]
    public async Task The_console_s_cookie_does_not_get_in_the_way_of_clients()
    {
        var (client, email, browser) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        var login = await grid.Program.PostAnswerAsync("/api/v1/auth/login", JsonSerializer.Serialize(new { email, password = ConnectGrid.Password }));
        Assert.Equal(200, login.Status);
        foreach (var cookie in login.Message.Headers.GetValues("Set-Cookie")) browser.Cookies.SetCookies(grid.Grid.Url, cookie);
        Assert.NotNull(browser.Cookie("grid"));

        // A client of the same site posts its request: the console's session is neither used nor refused.
        var parameters = client.Query().Split('&').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], Uri.UnescapeDataString(pair[1])));
        Assert.True((await browser.PostAsync("/connect/authorize", parameters, "https://app.example")).Shows("Sign in"));
        Assert.True((await browser.PostAsync("/connect/endsession", [], "https://app.example")).Shows("Signed out"));
    }

    [Fact]
    public async Task Tokens_say_what_was_asked_for()
    {
        var (client, (id, email)) = (await grid.NewClientAsync(), await grid.NewUserAsync());
        var answer = await grid.RedeemAsync(client, await grid.AuthorizeAsync(grid.NewBrowser(), email, client, ("scope", "offline_access openid")));
        Assert.Equal(("no-store", "no-cache"), (answer.Header("Cache-Control"), answer.Header("Pragma")));
        Assert.Equal(("Bearer", 900, "openid offline_access"), (answer.Json.GetProperty("token_type").GetString(), answer.Json.GetProperty("expires_in").GetInt32(), answer.Json.GetProperty("scope").GetString()));
        var claims = Claims(answer.Json.GetProperty("id_token").GetString()!);
        Assert.Equal((id.ToString("D"), client.Id, "n1", "pwd"), (claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString(), claims.GetProperty("nonce").GetString(), claims.GetProperty("amr")[0].GetString()));
        var access = Claims(answer.Json.GetProperty("access_token").GetString()!);
        Assert.Equal(("user", client.Id, grid.Issuer), (access.GetProperty("role").GetString(), access.GetProperty("client_id").GetString(), access.GetProperty("aud").GetString()));
        Assert.StartsWith("grant:", access.GetProperty("sid").GetString(), StringComparison.Ordinal);

        var without = await grid.TokensAsync(email, client, ("scope", "grid"));
        Assert.False(without.TryGetProperty("id_token", out _) || without.TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task Discovery_tells_only_what_there_is()
    {
        var answer = await grid.Program.GetAnswerAsync("/.well-known/openid-configuration", ("Origin", "https://any.example"));
        Assert.Equal(("*", "public, max-age=300"), (answer.Header("Access-Control-Allow-Origin"), answer.Header("Cache-Control")));
        Assert.Equal(answer.Text, (await grid.Program.GetAnswerAsync("/.well-known/oauth-authorization-server")).Text);
        Assert.Equal(["authorization_code", "refresh_token", "client_credentials"], answer.Json.GetProperty("grant_types_supported").EnumerateArray().Select(value => value.GetString()));
        foreach (var absent in (string[])["device_authorization_endpoint", "registration_endpoint", "backchannel_logout_supported", "check_session_iframe"])
            Assert.False(answer.Json.TryGetProperty(absent, out _), absent);
        foreach (var endpoint in answer.Json.EnumerateObject().Where(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal)))
            Assert.StartsWith(grid.Issuer + "/connect/", endpoint.Value.GetString(), StringComparison.Ordinal);
        var keys = (await grid.Program.GetAnswerAsync("/connect/jwks")).Json.GetProperty("keys");
        Assert.Equal(["ES256", "RS256"], keys.EnumerateArray().Select(key => key.GetProperty("alg").GetString()).Order());
        Assert.DoesNotContain(keys.EnumerateArray(), key => key.TryGetProperty("d", out _));
    }

    private static JsonElement Claims(string token) => JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
}
