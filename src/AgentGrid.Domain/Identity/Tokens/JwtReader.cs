using System.Text;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>
/// Reads tokens that this grid signed itself, so it may be stricter than RFC 7515: one header form, one algorithm per key, one text per token. The key decides the
/// algorithm, the header only agrees (RFC 8725 section 3.1). Nothing of the payload is looked at before the signature holds. Never throws for a bad token. Thread-safe.
/// </summary>
/// <param name="time">Now.</param>
/// <param name="findKey">The published key of a <c>kid</c>, or null.</param>
public sealed class JwtReader(TimeProvider time, Func<string, VerificationKey?> findKey)
{
    /// <summary>How far the clocks of two of our machines may differ: <c>exp</c>, <c>nbf</c> and <c>iat</c> are read with it.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private static readonly string[] HeaderMembers = ["alg", "typ", "kid"];

    /// <summary>Reads an access token (RFC 9068 section 4).</summary>
    /// <param name="token">The compact form.</param>
    /// <param name="issuer">The only issuer accepted.</param>
    /// <param name="audience">Must be the token's audience.</param>
    public JwtResult<AccessToken> ReadAccessToken(string token, string issuer, string audience)
    {
        var fault = Open(token, JwtTerms.AccessTokenType, issuer, audience, checkExpiry: true, out var claims);
        return Model(fault, claims, AccessToken.From);
    }

    /// <summary>Reads an ID token that a client sends back to name the user (<c>id_token_hint</c>): for any client of ours, and also when it has expired
    /// (OpenID Connect RP-Initiated Logout 1.0 section 4). It authenticates nobody.</summary>
    public JwtResult<IdToken> ReadIdTokenHint(string token, string issuer)
    {
        var fault = Open(token, JwtTerms.IdTokenType, issuer, audience: null, checkExpiry: false, out var claims);
        return Model(fault, claims, IdToken.From);
    }

    private static JwtResult<T> Model<T>(JwtFault fault, JwtClaims? claims, Func<JwtClaims, T?> from)
        where T : class
    {
        if (fault != JwtFault.None)
            return new JwtResult<T>(fault, null);
        return from(claims!) is { } token ? new JwtResult<T>(JwtFault.None, token) : new JwtResult<T>(JwtFault.Claims, null);
    }

    private JwtFault Open(string token, string type, string issuer, string? audience, bool checkExpiry, out JwtClaims? claims)
    {
        ArgumentNullException.ThrowIfNull(token);
        claims = null;
        if (token.Length > JwtTerms.MaxTokenLength)
            return JwtFault.TooLong;
        if (!TrySplit(token, out var signed, out var header, out var payload, out var signature))
            return JwtFault.Malformed;
        if (CheckHeader(header, type, out var key) is var fault and not JwtFault.None)
            return fault;
        if (!key!.Verify(Encoding.ASCII.GetBytes(signed), signature))
            return JwtFault.Signature;
        claims = JwtClaims.Parse(payload);
        return claims is null ? JwtFault.Malformed : CheckClaims(claims, issuer, audience, checkExpiry);
    }

    private static bool TrySplit(string token, out string signed, out byte[] header, out byte[] payload, out byte[] signature)
    {
        signed = "";
        header = payload = signature = [];
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');
        // A dot between the two would be outside of the alphabet.
        if (first <= 0 || last <= first + 1 || last == token.Length - 1)
            return false;
        signed = token[..last];
        return StrictBase64Url.TryDecode(token.AsSpan(0, first), out header)
            && StrictBase64Url.TryDecode(token.AsSpan(first + 1, last - first - 1), out payload)
            && StrictBase64Url.TryDecode(token.AsSpan(last + 1), out signature);
    }

    private JwtFault CheckHeader(byte[] header, string type, out VerificationKey? key)
    {
        key = null;
        // Plain ASCII without escapes: two parsers can not read it in two ways.
        if (header.AsSpan().Contains((byte)'\\') || !Ascii.IsValid(header) || JwtClaims.Parse(header) is not { } members)
            return JwtFault.Malformed;
        if (members.Names.Except(HeaderMembers, StringComparer.Ordinal).Any()
            || members.Text("alg") is not { } algorithm || members.Text("typ") is not { } headerType || members.Text("kid") is not { } keyId)
            return JwtFault.Header;
        key = findKey(keyId);
        if (key is null || key.KeyId != keyId)
            return JwtFault.UnknownKey;
        if (algorithm != JwtTerms.Name(key.Algorithm))
            return JwtFault.Algorithm;
        return headerType == type ? JwtFault.None : JwtFault.Type;
    }

    private JwtFault CheckClaims(JwtClaims claims, string issuer, string? audience, bool checkExpiry)
    {
        if (claims.Text("iss") != issuer)
            return JwtFault.Issuer;
        if (claims.Audiences is not { } audiences || (audience is not null && !audiences.Contains(audience)))
            return JwtFault.Audience;
        if (claims.Time("exp") is not { } expiresAt || claims.Time("iat") is not { } issuedAt || (claims.Names.Contains("nbf") && claims.Time("nbf") is null))
            return JwtFault.Claims;
        var now = time.GetUtcNow();
        if (checkExpiry && now - Leeway >= expiresAt)
            return JwtFault.Expired;
        var from = claims.Time("nbf") is { } notBefore && notBefore > issuedAt ? notBefore : issuedAt;
        return now + Leeway < from ? JwtFault.NotYetValid : JwtFault.None;
    }
}
