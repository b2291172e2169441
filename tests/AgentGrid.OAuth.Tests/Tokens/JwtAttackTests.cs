using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Testing;

namespace AgentGrid.OAuth.Tests.Tokens;

/// <summary>Known ways to pass off a forged token (RFC 8725 and the CVE classes that its sections name).</summary>
public sealed class JwtAttackTests
{
    private readonly FakeTimeProvider _time = new();

    private string Good => JwtWriter.Write(Jose.Ec, Jose.Access(_time.GetUtcNow()));

    private string Payload => Jose.Claims(_time.GetUtcNow());

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("es256")]
    [InlineData("ES256 ")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    public void Algorithm_none_or_another_is_refused_with_and_without_signature(string alg)
    {
        var header = Jose.Header(Jose.Ec, alg);
        var expected = alg.Length == 0 ? JwtFault.Header : JwtFault.Algorithm;
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, $"{Jose.Text(header)}.{Jose.Text(Payload)}."));
        Assert.Equal(expected, Jose.Fault(_time, $"{Jose.Text(header)}.{Jose.Text(Payload)}.AAAA"));
        Assert.Equal(expected, Jose.Fault(_time, Jose.Signed(Jose.Ec, header, Payload)));
    }

    /// <summary>CVE-2015-9235: the public key as the secret of an HMAC, in every form an attacker can get it.</summary>
    [Fact]
    public void Algorithm_confusion_with_the_public_key_as_hmac_secret_is_refused()
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Jose.Rsa.ExportPkcs8(), out _);
        byte[][] secrets = [rsa.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey(), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), JwkSet.Write([Jose.Rsa.Public])];
        foreach (var secret in secrets)
            foreach (var alg in new[] { "HS256", "RS256" })
            {
                var signed = $"{Jose.Text(Jose.Header(Jose.Rsa, alg))}.{Jose.Text(Payload)}";
                var forged = $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
                Assert.Equal(alg == "HS256" ? JwtFault.Algorithm : JwtFault.Signature, Jose.Fault(_time, forged));
            }
    }

    [Fact]
    public void Algorithm_confusion_between_the_kinds_of_keys_is_refused()
    {
        Assert.Equal(JwtFault.Algorithm, Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Rsa), Payload)));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Rsa, "RS256"), Payload)));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.Signed(Jose.Rsa, Jose.Header(Jose.Ec), Payload)));
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("' OR '1'='1")]
    [InlineData("x\\u0000")]
    [InlineData("\\ud800")]
    [InlineData("\u00e9")]
    [InlineData("")]
    [InlineData("unknown")]
    public void Key_id_that_is_not_published_is_refused(string kid)
    {
        var header = $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}"}""";
        Assert.Contains(Jose.Fault(_time, Jose.Signed(Jose.Ec, header, Payload)), new[] { JwtFault.UnknownKey, JwtFault.Header, JwtFault.Malformed });
    }

    [Fact]
    public void Key_id_that_a_lenient_store_would_find_is_refused()
    {
        var reader = new JwtReader(_time, _ => Jose.Ec.Public);
        var header = $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{Jose.Ec.KeyId.ToUpperInvariant()}}"}""";
        Assert.Equal(JwtFault.UnknownKey, reader.ReadAccessToken(Jose.Signed(Jose.Ec, header, Payload), Jose.Issuer, Jose.Audience).Fault);
    }

    /// <summary>Keys and extensions that the sender brings along (CVE-2018-0114, CVE-2020-28042 and others).</summary>
    [Theory]
    [InlineData("\"jwk\":{\"kty\":\"EC\"}")]
    [InlineData("\"jku\":\"https://evil.example/jwks\"")]
    [InlineData("\"x5u\":\"https://evil.example/cert\"")]
    [InlineData("\"x5c\":[\"MII\"]")]
    [InlineData("\"crit\":[\"exp\"],\"exp\":1")]
    [InlineData("\"crit\":[]")]
    [InlineData("\"b64\":false")]
    [InlineData("\"zip\":\"DEF\"")]
    [InlineData("\"cty\":\"JWT\"")]
    [InlineData("\"ALG\":\"none\"")]
    public void Header_member_beyond_the_three_is_refused(string member) =>
        Assert.Equal(JwtFault.Header, Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Ec).Replace("}", $",{member}}}", StringComparison.Ordinal), Payload)));

    [Theory]
    [InlineData("alg", "none")]
    [InlineData("alg", "ES256")]
    [InlineData("typ", "JWT")]
    [InlineData("\\u0061lg", "none")]
    public void Header_member_given_twice_or_escaped_is_refused(string name, string value)
    {
        var twice = Jose.Header(Jose.Ec).Replace("{", $"{{\"{name}\":\"{value}\",", StringComparison.Ordinal);
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, Jose.Signed(Jose.Ec, twice, Payload)));
    }

    [Theory]
    [InlineData("role", "\"admin\"")]
    [InlineData("exp", "9999999999")]
    [InlineData("\\u0073ub", "\"root\"")]
    public void Claim_given_twice_is_refused(string name, string value) =>
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Ec), Payload.Replace("{", $"{{\"{name}\":{value},", StringComparison.Ordinal))));

    [Theory]
    [InlineData("JWT")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    [InlineData("logout+jwt")]
    public void Token_of_another_type_is_refused(string type) =>
        Assert.Equal(JwtFault.Type, Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Ec, typ: type), Payload)));

    [Fact]
    public void Signature_truncated_zero_der_or_of_another_token_is_refused()
    {
        var good = Good;
        var signature = Base64Url.DecodeFromChars(good.Split('.')[2]);
        using var ec = ECDsa.Create();
        ec.ImportPkcs8PrivateKey(Jose.Ec.ExportPkcs8(), out _);
        var der = ec.SignData(Encoding.ASCII.GetBytes(good[..good.LastIndexOf('.')]), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.Equal(JwtFault.None, Jose.Fault(_time, good));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.WithSignature(good, new byte[64])));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.WithSignature(good, new byte[1])));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.WithSignature(good, signature.AsSpan(0, 63))));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.WithSignature(good, signature.AsSpan(0, 32))));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.WithSignature(good, [.. signature, .. signature])));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.WithSignature(good, der)));
        Assert.Equal(JwtFault.Signature, Jose.Fault(_time, Jose.WithSignature(good, Jose.Ec.Sign("another"u8))));
    }

    [Fact]
    public void Token_with_any_one_character_changed_is_refused()
    {
        var good = Good;
        for (var i = 0; i < good.Length; i++)
            foreach (var other in "A.=")
                if (good[i] != other)
                    Assert.NotEqual(JwtFault.None, Jose.Fault(_time, good[..i] + other + good[(i + 1)..]));
    }

    [Fact]
    public void Token_with_padding_whitespace_or_stray_bits_is_refused()
    {
        var good = Good;
        var parts = good.Split('.');
        string[] forms =
        [
            good + "=", good + "==", good + " ", " " + good, good + "\n", good + "\0", good + ".", "." + good, good.Replace(".", ". ", StringComparison.Ordinal),
            $"{parts[0]}=.{parts[1]}.{parts[2]}", $"{parts[0]}\r\n.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}", $"{parts[0]}..{parts[2]}", $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}",
            parts[0], "", ".", "..", "...", "\u00e9.\u00e9.\u00e9", "Bearer " + good, "\uff21" + good[1..],
        ];
        Assert.All(forms, form => Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, form)));

        // 64 bytes leave four unused bits in the last character: sixteen texts would decode alike.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = alphabet.IndexOf(good[^1], StringComparison.Ordinal);
        Assert.Equal(0, last % 16);
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, good[..^1] + alphabet[last + 1]));

        // The other alphabet of RFC 4648.
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, $"{parts[0]}+.{parts[1]}.{parts[2]}"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"alg\":\"ES256\",}")]
    [InlineData("{/**/}")]
    public void Part_that_is_no_json_object_is_refused(string json)
    {
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, Jose.Signed(Jose.Ec, json, Payload)));
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Ec), json)));
    }

    [Fact]
    public void Token_that_is_huge_or_deep_is_refused_before_any_work()
    {
        Assert.Equal(JwtFault.TooLong, Jose.Fault(_time, new string('A', JwtTerms.MaxTokenLength + 1)));
        Assert.Equal(JwtFault.TooLong, Jose.Fault(_time, new string('.', 10_000_000)));
        var deep = new string('[', 1000) + new string(']', 1000);
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, Jose.Signed(Jose.Ec, $"{{\"alg\":{deep}}}", Payload)));
        Assert.Equal(JwtFault.Malformed, Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Ec), Payload.Replace("{", $"{{\"x\":{deep},", StringComparison.Ordinal))));
    }

    [Fact]
    public void Random_texts_never_pass_and_never_throw() =>
        Given.ForAll(FsCheck.Fluent.ArbMap.Default.ArbFor<FsCheck.NonNull<string>>(), text =>
        {
            Assert.NotEqual(JwtFault.None, Jose.Fault(_time, text.Get));
            Assert.NotEqual(JwtFault.None, Jose.Fault(_time, $"{Jose.Text(text.Get)}.{Jose.Text(text.Get)}.{Jose.Text(text.Get)}"));
        }, runs: 1000);
}
