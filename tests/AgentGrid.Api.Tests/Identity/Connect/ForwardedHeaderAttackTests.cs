using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>Forwarded headers and <c>Host</c> (CVE-2024-47070, CVE-2026-40575): what a request says of itself changes neither issuer nor addresses nor cookies.</summary>
public sealed class ForwardedHeaderAttackTests(TestPostgres postgres)
{
    private static readonly (string, string)[] Forged =
    [
        ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "host=evil.example;proto=https"),
        ("X-Original-Host", "evil.example"), ("X-Forwarded-Prefix", "/evil"),
    ];

    [Fact]
    public async Task Headers_of_a_request_change_nothing()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var plain = await grid.Client(null).GetAnswerAsync("/.well-known/openid-configuration");
        var forged = await grid.Client(null).GetAnswerAsync("/.well-known/openid-configuration", Forged);
        Assert.Equal(plain.Text, forged.Text);
        Assert.DoesNotContain("evil", (await grid.Client(null).GetAnswerAsync("/connect/endsession", Forged)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_URL_is_the_issuer_and_makes_cookies_secure()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "GRID_PUBLIC_URL=https://grid.example.org");
        var metadata = (await grid.Client(null).GetAnswerAsync("/.well-known/openid-configuration", Forged)).Json;
        Assert.Equal(("https://grid.example.org", "https://grid.example.org/connect/token"), (metadata.GetProperty("issuer").GetString(), metadata.GetProperty("token_endpoint").GetString()));

        await grid.Client().PostAnswerAsync("/api/v1/oauth/clients", $$"""{"clientId":"app","name":"App","type":"public","grantTypes":["authorization_code"],"redirectUris":["{{ConnectGrid.Callback}}"],"scopes":["openid"]}""");
        var page = await grid.Client(null).GetAnswerAsync(new TestClient("app", null).AuthorizeUrl());
        var cookie = page.Header("Set-Cookie")!;
        Assert.StartsWith("__Secure-grid-connect-form=", cookie, StringComparison.Ordinal);
        foreach (var attribute in (string[])["; path=/connect", "; secure", "; samesite=lax", "; httponly"])
            Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase);
    }
}
