using System.Text;
using AgentGrid.Domain.Identity;

namespace AgentGrid.Identity.Tests;

public sealed class OtpAuthUriTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Fact]
    public void Write_gives_the_key_uri_format() => Assert.Equal(
        "otpauth://totp/Agent%20Grid:ann%2Bgrid%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Agent%20Grid&algorithm=SHA1&digits=6&period=30",
        OtpAuthUri.Write("Agent Grid", "ann+grid@example.org", Secret));

    [Fact]
    public void Write_escapes_what_would_change_the_address() =>
        Assert.StartsWith("otpauth://totp/%C3%84%26%3F%2F%23:a%25b?", OtpAuthUri.Write("Ä&?/#", "a%b", Secret), StringComparison.Ordinal);

    [Theory]
    [InlineData("a:b", "c")]
    [InlineData("a", "b:c")]
    [InlineData("", "c")]
    [InlineData("a", " ")]
    public void Write_of_names_that_cannot_be_told_apart_throws(string issuer, string account) => Assert.Throws<ArgumentException>(() => OtpAuthUri.Write(issuer, account, Secret));
}
