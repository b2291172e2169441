using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class EndpointRulesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("api.openai.com/v1")]
    [InlineData("/v1")]
    [InlineData("ftp://host/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://host/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:/host")]
    [InlineData("http://")]
    [InlineData("http://user@host/")]
    [InlineData("http://user:secret@host/")]
    [InlineData("http://@host/")]
    [InlineData("http://host/?x=1")]
    [InlineData("http://host/v1?")]
    [InlineData("http://host/#x")]
    [InlineData("http://host:0/")]
    [InlineData("http://host:99999/")]
    [InlineData("http://host\\@other/")]
    [InlineData("http://ho\nst/")]
    [InlineData("http:// host/")]
    public async Task CheckAsync_refuses_what_is_not_a_plain_http_url(string endpoint)
    {
        var refused = await Assert.ThrowsAsync<AddressRefusedException>(() => CheckAsync(endpoint, allowPrivate: true, "8.8.8.8"));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[0:0:0:0:0:ffff:7f00:1]:8080/")]
    [InlineData("http://10.0.0.1/")]
    public async Task CheckAsync_sees_private_addresses_in_every_notation(string endpoint)
    {
        await Assert.ThrowsAsync<AddressRefusedException>(() => CheckAsync(endpoint, allowPrivate: false, "8.8.8.8"));
        await CheckAsync(endpoint, allowPrivate: true, "8.8.8.8");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://0/")]
    public async Task CheckAsync_refuses_metadata_in_every_notation(string endpoint) =>
        await Assert.ThrowsAsync<AddressRefusedException>(() => CheckAsync(endpoint, allowPrivate: true, "8.8.8.8"));

    [Theory]
    [InlineData(true, "169.254.169.254")]
    [InlineData(false, "127.0.0.1")]
    [InlineData(false, "10.0.0.1", "192.168.0.1")]
    [InlineData(true, "fe80::1", "::ffff:169.254.169.254")]
    public async Task CheckAsync_refuses_names_that_lead_only_to_refused_addresses(bool allowPrivate, params string[] addresses)
    {
        var refused = await Assert.ThrowsAsync<AddressRefusedException>(() => CheckAsync("https://agents.example/v1", allowPrivate, addresses));

        Assert.Equal("agents.example", refused.Host);
        Assert.Contains(addresses[0], refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("fe80::1", "8.8.8.8")]
    [InlineData]
    public async Task CheckAsync_accepts_names_that_lead_somewhere_allowed_or_do_not_resolve_yet(params string[] addresses) =>
        await CheckAsync("https://agents.example/v1", allowPrivate: false, addresses);

    private static async Task CheckAsync(string endpoint, bool allowPrivate, params string[] addresses)
    {
        var rules = new EndpointRules(new UpstreamOptions { AllowPrivateAddresses = allowPrivate }, new FixedResolver(addresses));
        await rules.CheckAsync(endpoint, TestContext.Current.CancellationToken);
    }
}
