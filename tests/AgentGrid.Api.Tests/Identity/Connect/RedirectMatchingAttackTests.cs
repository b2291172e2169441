using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>Redirect URI matching (CVE-2023-6291, CVE-2024-1132, CVE-2024-8883, CVE-2024-52289, CVE-2026-9689): what is not registered to the letter is told to the person only.</summary>
public sealed class RedirectMatchingAttackTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    [Theory]
    [InlineData("https://app.example/cb/")]
    [InlineData("https://app.example/CB")]
    [InlineData("https://APP.example/cb")]
    [InlineData("HTTPS://app.example/cb")]
    [InlineData("https://app.example:443/cb")]
    [InlineData("https://app.example/cb?x=1")]
    [InlineData("https://app.example/cb#f")]
    [InlineData("https://app.example/cb%2f..")]
    [InlineData("https://app.example/%63b")]
    [InlineData("https://app.example/../cb")]
    [InlineData("https://app.example/x/../cb")]
    [InlineData("https://app.example//cb")]
    [InlineData("https://app.example.evil.example/cb")]
    [InlineData("https://app.example@evil.example/cb")]
    [InlineData("https://evil.example/https://app.example/cb")]
    [InlineData("https://evil.example\\@app.example/cb")]
    [InlineData("https://app.example /cb")]
    [InlineData(" https://app.example/cb")]
    [InlineData("https://app.example/cb\r\nSet-Cookie: a=b")]
    [InlineData("//app.example/cb")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,hi")]
    [InlineData("*")]
    [InlineData("https://*")]
    [InlineData(null)]
    [InlineData("")]
    public async Task Another_redirect_uri_is_shown_as_a_page_and_never_followed(string? redirectUri)
    {
        var client = await grid.NewClientAsync();

        var page = await grid.NewBrowser().GetAsync(client.AuthorizeUrl(("redirect_uri", redirectUri)));

        Assert.Null(page.Location);
        Assert.Equal((400, "That did not work"), (page.Status, page.Title));
        Assert.DoesNotContain("evil", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/cb")]
    [InlineData("redirect_uri", ConnectGrid.Callback)]
    [InlineData("client_id", "other")]
    public async Task A_repeated_client_or_redirect_uri_is_none(string name, string second)
    {
        var client = await grid.NewClientAsync();
        foreach (var query in (string[])[$"{client.Query()}&{name}={Uri.EscapeDataString(second)}", $"{name}={Uri.EscapeDataString(second)}&{client.Query()}"])
            Assert.Equal((400, null), await StatusAsync(grid.NewBrowser().GetAsync("/connect/authorize?" + query)));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("code_challenge")]
    [InlineData("scope")]
    [InlineData("prompt")]
    [InlineData("unknown_to_us")]
    public async Task Any_other_repeated_parameter_is_refused_to_the_client(string name)
    {
        var client = await grid.NewClientAsync();
        var page = await grid.NewBrowser().GetAsync($"/connect/authorize?{client.Query()}&{name}=a&{name}=b");
        Assert.Equal(("invalid_request", grid.Issuer), (page.Parameter("error"), page.Parameter("iss")));
    }

    [Fact]
    public async Task A_parameter_in_query_and_form_is_repeated_too()
    {
        var client = await grid.NewClientAsync();
        var page = await grid.NewBrowser().PostAsync("/connect/authorize?" + client.Query(), [new("redirect_uri", "https://evil.example")], origin: "https://evil.example");
        Assert.Equal((400, null), (page.Status, page.Location));
    }

    [Fact]
    public async Task Case_and_encoding_of_names_hide_nothing()
    {
        var client = await grid.NewClientAsync();
        // A reader that ignores case would see two; one that decodes twice would see another.
        var page = await grid.NewBrowser().GetAsync($"/connect/authorize?{client.Query()}&REDIRECT_URI=https%3A%2F%2Fevil.example&%72edirect_uri%20=x");
        Assert.True(page.Shows("Sign in"), page.Text);
        var twice = await grid.NewBrowser().GetAsync($"/connect/authorize?{client.Query()}&%72edirect_uri=https%3A%2F%2Fevil.example");
        Assert.Equal((400, null), (twice.Status, twice.Location));
    }

    [Fact]
    public async Task The_token_request_repeats_the_same_redirect_uri()
    {
        var client = await grid.NewClientAsync(new { redirectUris = new[] { ConnectGrid.Callback, "https://app.example/other" } });
        var (_, email) = await grid.NewUserAsync();
        var code = await grid.AuthorizeAsync(grid.NewBrowser(), email, client);
        var answer = await grid.RedeemAsync(client, code, redirectUri: "https://app.example/other");
        Assert.Equal((400, OAuthTerms.Name(OAuthError.InvalidGrant)), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_native_client_is_met_on_any_port_of_loopback_and_nowhere_else()
    {
        var client = await grid.NewClientAsync(new { type = "public", redirectUris = new[] { "http://127.0.0.1/cb" } });
        Assert.True((await grid.NewBrowser().GetAsync(client.AuthorizeUrl(("redirect_uri", "http://127.0.0.1:51234/cb"), ("prompt", "none")))).Location!.Port == 51234);
        foreach (var other in (string[])["http://localhost:51234/cb", "http://127.0.0.1.evil.example/cb", "http://127.0.0.1:51234@evil.example/cb", "http://127.0.0.2/cb", "https://127.0.0.1/cb"])
            Assert.Equal((400, null), await StatusAsync(grid.NewBrowser().GetAsync(client.AuthorizeUrl(("redirect_uri", other)))));
    }

    private static async Task<(int, Uri?)> StatusAsync(Task<ConnectPage> page) => ((await page).Status, (await page).Location);
}
