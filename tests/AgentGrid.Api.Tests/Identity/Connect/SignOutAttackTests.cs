namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>Open redirect at the end of a session, and being signed out by a link.</summary>
public sealed class SignOutAttackTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    private const string Bye = "https://app.example/bye";

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("https://app.example/bye/")]
    [InlineData("https://app.example/bye?x=1")]
    [InlineData("https://app.example@evil.example/bye")]
    [InlineData("//evil.example")]
    [InlineData("/evil")]
    [InlineData("javascript:alert(1)")]
    [InlineData(ConnectGrid.Callback)]
    public async Task Open_redirect_an_address_that_is_not_registered_is_not_followed(string uri)
    {
        var client = await ClientAsync();
        var hint = (await grid.TokensAsync((await grid.NewUserAsync()).Email, client)).GetProperty("id_token").GetString();
        foreach (var named in (string[])[$"client_id={client.Id}", $"id_token_hint={hint}", ""])
        {
            var page = await grid.NewBrowser().GetAsync($"/connect/endsession?{named}&post_logout_redirect_uri={Uri.EscapeDataString(uri)}");
            Assert.Equal((400, null), (page.Status, page.Location));
        }
    }

    [Fact]
    public async Task A_registered_address_needs_its_client_and_each_parameter_once()
    {
        var (client, other) = (await ClientAsync(), await ClientAsync());
        var hint = (await grid.TokensAsync((await grid.NewUserAsync()).Email, client)).GetProperty("id_token").GetString();
        var to = "post_logout_redirect_uri=" + Uri.EscapeDataString(Bye);
        foreach (var query in (string[])[to, $"{to}&client_id=nobody", $"{to}&client_id={other.Id}&id_token_hint={hint}", $"{to}&{to}&client_id={client.Id}", $"{to}&client_id={client.Id}&id_token_hint=x.y.z"])
            Assert.Equal(400, (await grid.NewBrowser().GetAsync("/connect/endsession?" + query)).Status);

        var page = await grid.NewBrowser().GetAsync($"/connect/endsession?{to}&client_id={client.Id}&state=a%20b");
        Assert.Equal(Bye + "?state=a%20b", page.Location!.OriginalString);
    }

    [Fact]
    public async Task A_link_without_the_session_s_own_ID_token_asks_first()
    {
        var (client, email, browser) = (await ClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        await grid.AuthorizeAsync(browser, email, client);
        // An ID token of the same user, of another session.
        var foreign = (await grid.TokensAsync(email, client)).GetProperty("id_token").GetString();
        var query = $"client_id={client.Id}&post_logout_redirect_uri={Uri.EscapeDataString(Bye)}";
        foreach (var address in (string[])["/connect/endsession", $"/connect/endsession?{query}", $"/connect/endsession?{query}&id_token_hint={foreign}"])
            Assert.True((await browser.GetAsync(address)).Shows("Sign out"));
        Assert.NotEmpty((await browser.GetAsync(client.AuthorizeUrl(("prompt", "none")))).Parameter("code"));

        var asked = await browser.GetAsync($"/connect/endsession?{query}");
        Assert.Equal(403, (await browser.PostAsync(asked.Action!, asked.Hidden, "https://evil.example")).Status);
        Assert.True((await browser.SubmitAsync(asked, ("grid_ticket", null))).Shows("Sign out"));
        Assert.Equal(Bye, (await browser.SubmitAsync(asked)).Location!.OriginalString);
        Assert.Equal("login_required", (await browser.GetAsync(client.AuthorizeUrl(("prompt", "none")))).Parameter("error"));
    }

    [Fact]
    public async Task The_session_s_ID_token_signs_out_at_once_and_offline_access_goes_on()
    {
        var (client, email, browser) = (await ClientAsync(), (await grid.NewUserAsync()).Email, grid.NewBrowser());
        var online = (await grid.RedeemAsync(client, await grid.AuthorizeAsync(browser, email, client))).Json;
        var offline = (await grid.RedeemAsync(client, await grid.AuthorizeAsync(browser, email, client, ("scope", "openid offline_access")))).Json;
        var stolen = browser.Cookie("grid-connect");

        var page = await browser.PostAsync("/connect/endsession", [new("id_token_hint", online.GetProperty("id_token").GetString()!)], "https://app.example");

        Assert.True(page.Shows("Signed out"), page.Text);
        Assert.Null(browser.Cookie("grid-connect"));
        for (var tries = 0; (await grid.UserInfoAsync(online.GetProperty("access_token").GetString()!)).Status != 401; tries++)
        {
            Assert.True(tries < 100, "The token was good a second after signing out.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await grid.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", offline.GetProperty("refresh_token").GetString()))).Status);
        var thief = grid.NewBrowser();
        thief.Cookies.Add(new System.Net.Cookie("grid-connect", stolen, "/connect", grid.Grid.Url.Host));
        Assert.True((await thief.GetAsync(client.AuthorizeUrl())).Shows("Sign in"));
    }

    private Task<TestClient> ClientAsync() => grid.NewClientAsync(new { postLogoutRedirectUris = new[] { Bye } });
}
