using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class RedirectUriRulesTests
{
    [Theory]
    [InlineData("https://app.example/cb", ClientType.Confidential)]
    [InlineData("https://app.example", ClientType.Confidential)]
    [InlineData("https://app.example:8443/cb?tenant=1", ClientType.Public)]
    [InlineData("https://[2001:db8::1]/cb", ClientType.Confidential)]
    [InlineData("https://app.example/a%20b", ClientType.Confidential)]
    [InlineData("http://127.0.0.1/cb", ClientType.Public)]
    [InlineData("http://127.0.0.1:4711/cb", ClientType.Confidential)]
    [InlineData("http://[::1]/cb", ClientType.Public)]
    [InlineData("http://localhost:3000/cb", ClientType.Confidential)]
    [InlineData("com.example.app:/oauth", ClientType.Public)]
    [InlineData("com.example.app:/", ClientType.Public)]
    public void Validate_sound_address_is_fine(string uri, ClientType type)
    {
        Assert.Null(RedirectUriRules.Validate(uri, type));
        Assert.True(RedirectUriRules.Matches([uri], uri, type));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/cb")]
    [InlineData("//app.example/cb")]
    [InlineData("app.example/cb")]
    [InlineData("https:app.example/cb")]
    [InlineData("https:/app.example/cb")]
    [InlineData("https:///cb")]
    [InlineData("https://?x")]
    [InlineData("https://:443/cb")]
    [InlineData("HTTPS://app.example/cb")]
    [InlineData("https://app.example/cb#")]
    [InlineData("https://app.example/cb#x")]
    [InlineData("https://*.example/cb")]
    [InlineData("https://app.example/*")]
    [InlineData("https://user@app.example/cb")]
    [InlineData("https://user:pw@app.example/cb")]
    [InlineData("https://app.example@evil.example/cb")]
    [InlineData("https://app.example\\@evil.example/cb")]
    [InlineData("https://app.example/../cb")]
    [InlineData("https://app.example/./cb")]
    [InlineData("https://app.example/%2e%2e/cb")]
    [InlineData("https://app.example/%252e%252e/cb")]
    [InlineData("https://app.example/.%2E/cb")]
    [InlineData("https://app.example/a%2f..%2fcb")]
    [InlineData("https://app.example/a%5c..")]
    [InlineData("https://app.example/cb ")]
    [InlineData("https://app.example/c b")]
    [InlineData("https://app.example/cb\r\nX: y")]
    [InlineData("https://app.example/%zz")]
    [InlineData("https://app.example/cb%2")]
    [InlineData("https://app%2eexample/cb")]
    [InlineData("http://127.0.0.1:99999/cb")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/cb")]
    [InlineData("http://2130706433/cb")]
    [InlineData("https://\u00e4pp.example/cb")]
    [InlineData("https://app.example/cb?code=1")]
    [InlineData("https://app.example/cb?a=1&State=1")]
    [InlineData("https://app.example/cb?i%73s=1")]
    [InlineData("http://app.example/cb")]
    [InlineData("http://127.0.0.1.evil.example/cb")]
    [InlineData("http://localhost.evil.example/cb")]
    [InlineData("http://0.0.0.0/cb")]
    [InlineData("http://127.1/cb")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://app.example/cb")]
    [InlineData("myapp:/cb")]
    [InlineData("com.example.app://cb")]
    [InlineData("com.example.app:cb")]
    [InlineData("com..app:/cb")]
    [InlineData("Com.example.app:/cb")]
    [InlineData("9com.example:/cb")]
    [InlineData("urn:ietf:wg:oauth:2.0:oob")]
    public void Validate_of_anything_else_is_refused(string? uri) => Assert.NotNull(RedirectUriRules.Validate(uri, ClientType.Public));

    [Fact]
    public void Validate_private_scheme_of_a_confidential_client_and_a_long_address_are_refused()
    {
        Assert.NotNull(RedirectUriRules.Validate("com.example.app:/cb", ClientType.Confidential));
        var longest = "https://app.example/" + new string('a', RedirectUriRules.MaxLength - 20);
        Assert.Null(RedirectUriRules.Validate(longest, ClientType.Confidential));
        Assert.NotNull(RedirectUriRules.Validate(longest + "a", ClientType.Confidential));
    }

    /// <summary>CVE-2023-6291, CVE-2024-1132, CVE-2024-8883, CVE-2024-52289 and their like.</summary>
    [Theory]
    [InlineData("https://app.example/cb/")]
    [InlineData("https://app.example/cb?x=1")]
    [InlineData("https://app.example/cb#")]
    [InlineData("https://app.example/cb/../evil")]
    [InlineData("https://app.example/cb%2f..%2fevil")]
    [InlineData("https://app.example/CB")]
    [InlineData("https://APP.example/cb")]
    [InlineData("HTTPS://app.example/cb")]
    [InlineData("https://app.example:443/cb")]
    [InlineData("https://app.example./cb")]
    [InlineData("https://appxexample/cb")]
    [InlineData("https://app.example.evil/cb")]
    [InlineData("https://app.example@evil.example/cb")]
    [InlineData("https://evil.example/https://app.example/cb")]
    [InlineData("https://sub.app.example/cb")]
    [InlineData("https://app.example/%63b")]
    [InlineData(" https://app.example/cb")]
    [InlineData("https://app.example/cb\n")]
    [InlineData("http://app.example/cb")]
    [InlineData("")]
    [InlineData(null)]
    public void Matches_of_anything_but_the_same_text_is_refused(string? requested)
    {
        foreach (var type in Enum.GetValues<ClientType>())
            Assert.False(RedirectUriRules.Matches(["https://app.example/cb", "http://127.0.0.1/cb"], requested, type));
    }

    [Theory]
    [InlineData("http://127.0.0.1/cb", true)]
    [InlineData("http://127.0.0.1:1/cb", true)]
    [InlineData("http://127.0.0.1:65535/cb", true)]
    [InlineData("http://127.0.0.1:0/cb", false)]
    [InlineData("http://127.0.0.1:080/cb", false)]
    [InlineData("http://127.0.0.1:65536/cb", false)]
    [InlineData("http://127.0.0.1:999999999999/cb", false)]
    [InlineData("http://127.0.0.1:/cb", false)]
    [InlineData("http://127.0.0.1:80", false)]
    [InlineData("http://127.0.0.1:80/", false)]
    [InlineData("http://127.0.0.1:80/cb/", false)]
    [InlineData("http://127.0.0.1:80/cb?x", false)]
    [InlineData("http://127.0.0.1:80@evil.example/cb", false)]
    [InlineData("http://127.0.0.1@evil.example/cb", false)]
    [InlineData("http://127.0.0.1.evil.example/cb", false)]
    [InlineData("http://127.0.0.10/cb", false)]
    [InlineData("http://127.0.0.1:80:80/cb", false)]
    [InlineData("http://127.0.0.1:8\u0660/cb", false)]
    [InlineData("http://localhost:80/cb", false)]
    [InlineData("http://[::1]:80/cb", false)]
    [InlineData("https://127.0.0.1:80/cb", false)]
    public void Matches_loopback_of_a_public_client_with_any_port(string requested, bool expected)
    {
        Assert.Equal(expected, RedirectUriRules.Matches(["http://127.0.0.1/cb"], requested, ClientType.Public));
        Assert.Equal(expected, RedirectUriRules.Matches(["http://127.0.0.1:4711/cb"], requested, ClientType.Public));
        Assert.Equal(requested == "http://127.0.0.1/cb", RedirectUriRules.Matches(["http://127.0.0.1/cb"], requested, ClientType.Confidential));
    }

    [Fact]
    public void Matches_loopback_of_version_six_with_any_port_and_localhost_only_exactly()
    {
        Assert.True(RedirectUriRules.Matches(["http://[::1]/cb"], "http://[::1]:5000/cb", ClientType.Public));
        Assert.False(RedirectUriRules.Matches(["http://localhost/cb"], "http://localhost:5000/cb", ClientType.Public));
    }
}
