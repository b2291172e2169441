using System.Buffers.Text;
using System.Text;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Testing;

namespace AgentGrid.OAuth.Tests;

/// <summary>Keys and tokens for tests; forges what the writer would never write.</summary>
internal static class Jose
{
    public const string Issuer = "https://grid.example";
    public const string Audience = "https://grid.example/api";

    public static readonly SigningKey Ec = SigningKey.Create(JwtAlgorithm.Es256);
    public static readonly SigningKey Rsa = SigningKey.Create(JwtAlgorithm.Rs256);

    public static JwtReader Reader(FakeTimeProvider time, params SigningKey[] keys) =>
        new(time, id => (keys.Length == 0 ? [Ec, Rsa] : keys).FirstOrDefault(key => key.KeyId == id)?.Public);

    public static AccessToken Access(DateTimeOffset now) => new()
    {
        Issuer = Issuer,
        Audience = Audience,
        Subject = "0199c0de-0000-7000-8000-000000000001",
        Kind = TokenSubjectKind.User,
        Role = "operator",
        Scopes = ScopeSet.Grid.Union(ScopeSet.OpenId),
        ClientId = "console",
        SessionId = "s1",
        TokenId = "t1",
        IssuedAt = now,
        ExpiresAt = now + AccessToken.Lifetime,
    };

    public static JwtFault Fault(FakeTimeProvider time, string token) => Reader(time).ReadAccessToken(token, Issuer, Audience).Fault;

    public static string Text(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Header(SigningKey key, string alg = "ES256", string typ = "at+jwt") => $$"""{"alg":"{{alg}}","typ":"{{typ}}","kid":"{{key.KeyId}}"}""";

    /// <summary>Claims of a good token as JSON, changed by the test.</summary>
    public static string Claims(DateTimeOffset now, Func<string, string>? change = null)
    {
        var json = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(JwtWriter.Write(Ec, Access(now)).Split('.')[1]));
        return change is null ? json : change(json);
    }

    /// <summary>Any header and payload, rightly signed.</summary>
    public static string Signed(SigningKey key, string header, string payload)
    {
        var signed = $"{Text(header)}.{Text(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The token with its third part replaced.</summary>
    public static string WithSignature(string token, ReadOnlySpan<byte> signature) => $"{token[..token.LastIndexOf('.')]}.{Base64Url.EncodeToString(signature)}";
}
