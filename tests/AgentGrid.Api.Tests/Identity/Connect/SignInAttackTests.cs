using System.Text.RegularExpressions;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>Session fixation, login forgery and forged consent (CVE-2026-7507), injection into pages.</summary>
public sealed class SignInAttackTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    private const string Evil = "https://evil.example";

    [Fact]
    public async Task Session_fixation_signing_in_makes_a_new_session()
    {
        var (client, attacker, victim) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email, (await grid.NewUserAsync()).Email);
        var browser = grid.NewBrowser();
        await grid.AuthorizeAsync(browser, attacker, client);
        var planted = browser.Cookie("grid-connect")!;

        await SignInAsync(browser, client.AuthorizeUrl(("prompt", "login")), victim);

        Assert.NotEqual(planted, browser.Cookie("grid-connect"));
        var thief = grid.NewBrowser();
        thief.Cookies.Add(new System.Net.Cookie("grid-connect", planted, "/connect", grid.Grid.Url.Host));
        var page = await thief.GetAsync(client.AuthorizeUrl(("prompt", "consent"), ("scope", "openid email")));
        Assert.DoesNotContain(victim, page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Evil)]
    [InlineData("null")]
    [InlineData(null)]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://localhost")]
    public async Task Login_CSRF_a_form_of_another_origin_is_refused(string? origin)
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var browser = grid.NewBrowser();
        var page = await browser.GetAsync(client.AuthorizeUrl());

        var answer = await browser.PostAsync(page.Action!, Form(page, ("email", email), ("password", ConnectGrid.Password)), origin);

        Assert.Equal(403, answer.Status);
        Assert.Null(browser.Cookie("grid-connect"));
    }

    [Fact]
    public async Task Login_CSRF_a_ticket_of_another_browser_or_request_is_none()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var (attacker, victim) = (grid.NewBrowser(), grid.NewBrowser());
        var stolen = await attacker.GetAsync(client.AuthorizeUrl());
        var own = await victim.GetAsync(client.AuthorizeUrl());

        foreach (var ticket in (string?[])[stolen.Hidden["grid_ticket"], null, "", "enc:x:y", own.Hidden["grid_ticket"][..^4] + "AAAA"])
        {
            var answer = await victim.SubmitAsync(own, ("grid_ticket", ticket), ("email", email), ("password", ConnectGrid.Password));
            Assert.Equal((400, "Sign in"), (answer.Status, answer.Title));
            Assert.Null(victim.Cookie("grid-connect"));
        }

        // The same browser, another request: a ticket is not a pass for whatever a stranger asks.
        var other = await victim.PostAsync("/connect/signin?" + client.Query(("scope", "openid grid")), Form(own, ("email", email), ("password", ConnectGrid.Password)));
        Assert.Equal(400, other.Status);
        Assert.NotNull((await victim.SubmitAsync(own, ("email", email), ("password", ConnectGrid.Password))).Status == 200 ? victim.Cookie("grid-connect") : null);
    }

    [Fact]
    public async Task Forged_consent_is_none()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var browser = grid.NewBrowser();
        var consent = await SignInAsync(browser, client.AuthorizeUrl(), email);
        Assert.True(consent.Shows("Allow access"), consent.Text);

        Assert.Equal(403, (await browser.PostAsync(consent.Action!, Form(consent, ("decision", "allow")), Evil)).Status);
        Assert.True((await browser.SubmitAsync(consent, ("grid_ticket", null), ("decision", "allow"))).Shows("Allow access"));
        Assert.True((await browser.SubmitAsync(consent, ("decision", "yes"))).Shows("Allow access"));
        // Allowed was what the page showed, not more.
        var wider = await browser.PostAsync("/connect/consent?" + client.Query(("scope", "openid grid")), Form(consent, ("decision", "allow")));
        Assert.True(wider.Shows("Allow access"));

        // Another user signs in in the same browser: the page that the first saw decides nothing.
        await SignInAsync(browser, client.AuthorizeUrl(("prompt", "login")), (await grid.NewUserAsync()).Email);
        Assert.True((await browser.SubmitAsync(consent, ("decision", "allow"))).Shows("Allow access"));
    }

    [Fact]
    public async Task The_API_s_session_and_bearer_tokens_do_not_sign_in_here()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var tokens = await grid.TokensAsync(email, client);
        var browser = grid.NewBrowser();
        foreach (var name in (string[])["grid", "grid-connect", "__Secure-grid-connect", "__Host-grid-connect"])
            browser.Cookies.Add(new System.Net.Cookie(name, tokens.GetProperty("access_token").GetString(), "/", grid.Grid.Url.Host));
        Assert.True((await browser.GetAsync(client.AuthorizeUrl())).Shows("Sign in"));
    }

    [Fact]
    public async Task The_cookie_of_these_pages_opens_no_API_route_and_is_limited_to_them()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync("admin")).Email);
        var browser = grid.NewBrowser();
        await grid.AuthorizeAsync(browser, email, client);
        var cookie = browser.Cookies.GetCookies(new Uri(grid.Grid.Url, "/connect/authorize"))["grid-connect"]!;
        Assert.Equal(("/connect", true), (cookie.Path, cookie.HttpOnly));

        foreach (var (name, value) in (ValueTuple<string, string>[])[("Cookie", "grid-connect=" + cookie.Value), ("Cookie", "grid=" + cookie.Value), ("Authorization", "Bearer " + cookie.Value)])
            Assert.Equal(401, (await grid.Program.GetAnswerAsync("/api/v1/auth/me", (name, value))).Status);
        Assert.Equal(401, (await grid.UserInfoAsync(cookie.Value)).Status);
    }

    [Fact]
    public async Task Wrong_password_and_unknown_address_are_told_alike()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var texts = new List<string>();
        foreach (var address in (string[])[email, "nobody@example.org"])
        {
            var browser = grid.NewBrowser();
            var page = await browser.SubmitAsync(await browser.GetAsync(client.AuthorizeUrl()), ("email", address), ("password", "wrong password here"));
            Assert.Equal(422, page.Status);
            texts.Add(Regex.Replace(page.Text.Replace(address, "", StringComparison.Ordinal), "name=\"grid_ticket\" value=\"[^\"]*\"", ""));
            Assert.Contains("wrong", page.Alert, StringComparison.Ordinal);
        }

        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public async Task What_strangers_choose_is_text_on_every_page()
    {
        const string script = "<script>alert(1)</script>\"'&";
        var client = await grid.NewClientAsync(new { name = script });
        var (_, email) = await grid.NewUserAsync();
        var browser = grid.NewBrowser();
        var signIn = await browser.GetAsync(client.AuthorizeUrl(("login_hint", script), ("state", script), ("nonce", script)));
        var wrong = await browser.SubmitAsync(signIn, ("email", script), ("password", script));
        var consent = await browser.SubmitAsync(signIn, ("email", email), ("password", ConnectGrid.Password));

        foreach (var page in (ConnectPage[])[signIn, wrong, consent, await browser.GetAsync("/connect/authorize?client_id=" + Uri.EscapeDataString(script))])
        {
            Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\"'&", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pages_are_neither_framed_nor_stored_and_run_nothing()
    {
        var client = await grid.NewClientAsync();
        foreach (var path in (string[])[client.AuthorizeUrl(), "/connect/authorize", "/connect/endsession"])
        {
            var page = await grid.NewBrowser().GetAsync(path);
            var policy = page.Message.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("no-store", page.Message.Headers.CacheControl!.ToString());
            Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
            Assert.Contains("lang=\"en\"", page.Text, StringComparison.Ordinal);
        }
    }

    private async Task<ConnectPage> SignInAsync(ConnectBrowser browser, string address, string email)
    {
        var page = await browser.GetAsync(address);
        Assert.True(page.Shows("Sign in"), page.Text);
        return await browser.SubmitAsync(page, ("email", email), ("password", ConnectGrid.Password));
    }

    private static IEnumerable<KeyValuePair<string, string>> Form(ConnectPage page, params (string Name, string Value)[] fields) =>
        page.Hidden.Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
