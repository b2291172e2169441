using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Testing;

namespace AgentGrid.OAuth.Tests.Tokens;

public sealed class JwtReaderTests
{
    private readonly FakeTimeProvider _time = new();

    private DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public void ReadAccessToken_what_was_written_comes_back()
    {
        var token = Jose.Access(Now);
        Assert.Equal(token, Read(JwtWriter.Write(Jose.Ec, token)).Token);
        var bare = token with { Role = null, SessionId = null, Scopes = ScopeSet.Empty, Kind = TokenSubjectKind.Client, Subject = "bot", ClientId = "bot" };
        Assert.Equal(bare, Read(JwtWriter.Write(Jose.Ec, bare)).Token);
    }

    [Fact]
    public void ReadAccessToken_any_text_in_claims_comes_back() =>
        Given.ForAll(FsCheck.Fluent.ArbMap.Default.ArbFor<FsCheck.NonNull<string>>(), text =>
        {
            var subject = "é\"\\+/\u2028" + new string([.. text.Get.Where(c => !char.IsSurrogate(c))]);
            var token = Jose.Access(Now) with { Subject = subject };
            Assert.Equal(token, Read(JwtWriter.Write(Jose.Ec, token)).Token);
        }, runs: 50);

    [Fact]
    public void ReadIdTokenHint_what_was_written_comes_back_also_when_expired()
    {
        var token = new IdToken
        {
            Issuer = Jose.Issuer,
            Audience = "rp",
            Subject = "u1",
            AuthenticatedAt = Now,
            Nonce = "n-0S6_WzA2Mj",
            Acr = "2",
            Amr = ["pwd", "otp"],
            SessionId = "s1",
            AccessTokenHash = TokenHash.Of("a"),
            CodeHash = TokenHash.Of("c"),
            IssuedAt = Now,
            ExpiresAt = Now + IdToken.Lifetime,
        };
        var jwt = JwtWriter.Write(Jose.Rsa, token);
        _time.Advance(TimeSpan.FromDays(1));
        var read = Jose.Reader(_time).ReadIdTokenHint(jwt, Jose.Issuer).Token!;
        Assert.Equal(token.Amr, read.Amr.AsEnumerable());
        Assert.Equal(token with { Amr = [] }, read with { Amr = [] });
        Assert.Equal(JwtFault.Issuer, Jose.Reader(_time).ReadIdTokenHint(jwt, "https://other.example").Fault);
        Assert.Equal(JwtFault.Type, Jose.Reader(_time).ReadAccessToken(jwt, Jose.Issuer, "rp").Fault);
    }

    /// <summary>OpenID Connect Core appendices A.3 and A.4.</summary>
    [Theory]
    [InlineData("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ")]
    [InlineData("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk", "LDktKdoQak3Pk0cnXxCltA")]
    public void TokenHash_vectors(string value, string hash) => Assert.Equal(hash, TokenHash.Of(value));

    [Fact]
    public void ReadAccessToken_is_good_until_its_last_second_and_the_leeway()
    {
        var jwt = JwtWriter.Write(Jose.Ec, Jose.Access(Now));
        _time.Advance(AccessToken.Lifetime + JwtReader.Leeway - TimeSpan.FromTicks(1));
        Assert.Equal(JwtFault.None, Jose.Fault(_time, jwt));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(JwtFault.Expired, Jose.Fault(_time, jwt));
    }

    [Fact]
    public void ReadAccessToken_from_the_future_is_refused_beyond_the_leeway()
    {
        Assert.Equal(JwtFault.None, Jose.Fault(_time, JwtWriter.Write(Jose.Ec, Jose.Access(Now + JwtReader.Leeway))));
        Assert.Equal(JwtFault.NotYetValid, Jose.Fault(_time, JwtWriter.Write(Jose.Ec, Jose.Access(Now + JwtReader.Leeway + TimeSpan.FromSeconds(1)))));
        var later = (Now + JwtReader.Leeway).ToUnixTimeSeconds() + 1;
        Assert.Equal(JwtFault.NotYetValid, Fault(claims => claims.Replace("{", $"{{\"nbf\":{later},", StringComparison.Ordinal)));
        Assert.Equal(JwtFault.None, Fault(claims => claims.Replace("{", $"{{\"nbf\":{later - 1},", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("https://grid.example/")]
    [InlineData("https://GRID.example")]
    [InlineData("http://grid.example")]
    [InlineData("")]
    public void ReadAccessToken_of_another_issuer_is_refused(string issuer) =>
        Assert.Equal(JwtFault.Issuer, Jose.Fault(_time, JwtWriter.Write(Jose.Ec, Jose.Access(Now) with { Issuer = issuer })));

    [Theory]
    [InlineData("\"https://grid.example/api/\"", JwtFault.Audience)]
    [InlineData("\"\"", JwtFault.Audience)]
    [InlineData("[]", JwtFault.Audience)]
    [InlineData("null", JwtFault.Audience)]
    [InlineData("7", JwtFault.Audience)]
    [InlineData("[7]", JwtFault.Audience)]
    [InlineData("[\"x\"]", JwtFault.Audience)]
    [InlineData("[[\"https://grid.example/api\"]]", JwtFault.Audience)]
    [InlineData("[\"https://grid.example/api\"]", JwtFault.None)]
    [InlineData("[\"https://grid.example/api\",\"x\"]", JwtFault.Claims)]
    public void ReadAccessToken_audience(string audience, JwtFault fault) =>
        Assert.Equal(fault, Fault(claims => claims.Replace("\"https://grid.example/api\"", audience, StringComparison.Ordinal)));

    [Theory]
    [InlineData("\"exp\":", "\"exp_\":")]
    [InlineData("\"iat\":", "\"iat_\":")]
    [InlineData("\"exp\":", "\"exp\":1e400,\"x\":")]
    [InlineData("\"exp\":", "\"exp\":-1,\"x\":")]
    [InlineData("\"exp\":", "\"exp\":99999999999999999999,\"x\":")]
    [InlineData("\"exp\":", "\"exp\":9999999999999,\"x\":")]
    [InlineData("\"exp\":", "\"exp\":\"1893456000\",\"x\":")]
    [InlineData("\"exp\":", "\"exp\":true,\"x\":")]
    [InlineData("\"iat\":", "\"nbf\":\"now\",\"iat\":")]
    [InlineData("\"jti\":", "\"jti_\":")]
    [InlineData("\"client_id\":", "\"client_id_\":")]
    [InlineData("\"scope\":", "\"scope_\":")]
    [InlineData("\"openid grid\"", "\"openid root\"")]
    [InlineData("\"openid grid\"", "[\"openid\"]")]
    [InlineData("\"openid grid\"", "null")]
    [InlineData("\"kind\":\"user\"", "\"kind\":\"User\"")]
    [InlineData("\"kind\":\"user\"", "\"kind\":\"system\"")]
    [InlineData("\"role\":\"operator\"", "\"role\":[\"admin\"]")]
    [InlineData("\"sid\":\"s1\"", "\"sid\":1")]
    [InlineData("\"sid\":\"s1\"", "\"sid\":\"\\ud800\"")]
    public void ReadAccessToken_claim_missing_or_of_another_type_is_refused(string from, string to) =>
        Assert.Equal(JwtFault.Claims, Fault(claims => claims.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public void Write_of_a_token_that_nobody_would_read_throws() =>
        Assert.Throws<ArgumentException>(() => JwtWriter.Write(Jose.Ec, Jose.Access(Now) with { Subject = new string('x', JwtTerms.MaxTokenLength) }));

    private JwtResult<AccessToken> Read(string token) => Jose.Reader(_time).ReadAccessToken(token, Jose.Issuer, Jose.Audience);

    private JwtFault Fault(Func<string, string> change) => Jose.Fault(_time, Jose.Signed(Jose.Ec, Jose.Header(Jose.Ec), Jose.Claims(Now, change)));
}
