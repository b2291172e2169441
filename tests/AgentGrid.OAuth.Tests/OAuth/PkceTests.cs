using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class PkceTests
{
    // RFC 7636 appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public void Verify_rfc7636_appendix_b()
    {
        Assert.True(Pkce.IsVerifier(Verifier));
        Assert.True(Pkce.IsChallenge(Challenge));
        Assert.True(Pkce.Verify(Verifier, Challenge));
        Assert.False(Pkce.Verify(Verifier[..^1] + "l", Challenge));
        Assert.False(Pkce.Verify(null, Challenge));
        Assert.False(Pkce.Verify("", Challenge));
    }

    [Fact]
    public void Verify_plain_is_refused() => Assert.False(Pkce.Verify(Challenge, Challenge));

    [Theory]
    [InlineData(42, false)]
    [InlineData(43, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void IsVerifier_length(int length, bool expected)
    {
        var verifier = new string('~', length);
        Assert.Equal(expected, Pkce.IsVerifier(verifier));
        Assert.Equal(expected, Pkce.Verify(verifier, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("/")]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("%")]
    [InlineData("\n")]
    [InlineData("\u00e9")]
    public void IsVerifier_other_characters_are_refused(string character) => Assert.False(Pkce.IsVerifier(new string('a', 50) + character));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMA")]
    public void IsChallenge_of_anything_but_a_sha256_is_refused(string? challenge) => Assert.False(Pkce.IsChallenge(challenge));
}
