using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>Plain http, proxies, and pages of other origins.</summary>
public sealed class SignInTransportTests(TestPostgres postgres)
{
    private const string Login = "/api/v1/auth/login";

    [Fact]
    public async Task Behind_a_trusted_proxy_https_counts_and_http_does_not()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "GRID_TRUSTED_PROXIES=127.0.0.1");
        var person = await TestPerson.NewAsync(grid);
        var plain = await PostAsync(grid, person, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "http"));
        Assert.Equal((403, false), (plain.Status, plain.Message.Headers.Contains("Set-Cookie")));
        Assert.Contains("GRID_TRUSTED_PROXIES", plain.Text, StringComparison.Ordinal);

        var secure = await PostAsync(grid, person, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"));
        Assert.Equal(200, secure.Status);
        var cookies = secure.Message.Headers.GetValues("Set-Cookie").ToArray();
        Assert.Equal(["__Host-grid", "__Host-grid-device"], cookies.Select(cookie => cookie.Split('=')[0]).Order(StringComparer.Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("; path=/; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal));

        // A cookie of https does not count over http, and the other way round.
        var value = cookies.First(cookie => cookie.StartsWith("__Host-grid=", StringComparison.Ordinal)).Split(';')[0];
        foreach (var (cookie, scheme, status) in ((string, string, int)[])[(value, "https", 200), (value, "http", 401), (value["__Host-".Length..], "https", 401), (value["__Host-".Length..], "http", 401)])
        {
            var me = await grid.Client(null).GetAnswerAsync("/api/v1/auth/me", ("Cookie", cookie), ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", scheme));
            Assert.True(me.Status == status, $"{cookie[..12]} over {scheme}: {me.Status}");
        }

        // The page's origin is that of the outside: https.
        foreach (var (origin, status) in ((string, int)[])[("https://" + grid.Url.Authority, 204), ("http://" + grid.Url.Authority, 403)])
        {
            var answer = await grid.Client(null).PostAnswerAsync(
                "/api/v1/auth/logout", null, ("Cookie", value), ("Origin", origin), ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"));
            Assert.Equal(status, answer.Status);
            if (status == 204) Assert.Contains("__Host-grid=;", answer.Header("Set-Cookie"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Forwarded_headers_of_strangers_are_not_believed()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var person = await TestPerson.NewAsync(grid);
        var answer = await PostAsync(grid, person, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "for=203.0.113.7;proto=https"));
        Assert.Equal(200, answer.Status);
        Assert.All(answer.Message.Headers.GetValues("Set-Cookie"), cookie => Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase));
        // Nor do they give further attempts: the connection's address counts.
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++) statuses.Add((await PostAsync(grid, person with { Email = $"nobody-{i}@example.org" }, ("X-Forwarded-For", $"203.0.113.{i}"))).Status);
        Assert.Equal((9, 3), (statuses.Count(status => status == 401), statuses.Count(status => status == 429)));
    }

    [Fact]
    public async Task Insecure_http_is_an_option_for_closed_networks()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "GRID_TRUSTED_PROXIES=127.0.0.1", "GRID_ALLOW_INSECURE_HTTP=true");
        var person = await TestPerson.NewAsync(grid);
        var answer = await PostAsync(grid, person, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "http"));
        Assert.Equal(200, answer.Status);
        Assert.Contains(answer.Message.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("grid=", StringComparison.Ordinal) && cookie.Contains("httponly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Allowed_and_public_origins_may_use_the_cookie()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "ALLOWED_ORIGINS=https://console.example.org", "GRID_PUBLIC_URL=http://grid.example.org:8080");
        var person = await TestPerson.NewAsync(grid);
        foreach (var (origin, status) in ((string, int)[])[
            ("https://console.example.org", 204), ("http://grid.example.org:8080", 204), ("http://console.example.org", 403), ("https://grid.example.org", 403), ("https://x.console.example.org", 403)])
        {
            var browser = Browser.At(grid);
            await browser.SignedInAsync(person);
            browser.Origin = origin;
            Assert.Equal(status, (await browser.PostAsync("/api/v1/auth/logout")).Status);
        }
    }

    private static Task<Answer> PostAsync(GridUnderTest grid, TestPerson person, params (string, string)[] headers) =>
        grid.Client(null).PostAnswerAsync(Login, $$"""{"email":"{{person.Email}}","password":"{{TestPerson.Password}}"}""", headers);
}
