namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>The fixed words of our tokens.</summary>
public static class JwtTerms
{
    /// <summary>Header <c>typ</c> of access tokens (RFC 9068 section 2.1).</summary>
    public const string AccessTokenType = "at+jwt";

    /// <summary>Header <c>typ</c> of ID tokens (RFC 7519 section 5.1).</summary>
    public const string IdTokenType = "JWT";

    /// <summary>Most characters of a token that is written or read: headers of requests stay under common proxy limits.</summary>
    public const int MaxTokenLength = 8192;

    /// <summary>Header <c>alg</c> of an algorithm (RFC 7518 section 3.1).</summary>
    public static string Name(JwtAlgorithm algorithm) => algorithm switch
    {
        JwtAlgorithm.Es256 => "ES256",
        JwtAlgorithm.Rs256 => "RS256",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Claim <c>kind</c> of a subject kind.</summary>
    public static string Name(TokenSubjectKind kind) => kind switch
    {
        TokenSubjectKind.User => "user",
        TokenSubjectKind.Agent => "agent",
        TokenSubjectKind.Container => "container",
        TokenSubjectKind.Client => "client",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Reads a claim <c>kind</c>; exact, lower case.</summary>
    public static bool TryParseKind(string? name, out TokenSubjectKind kind)
    {
        foreach (var known in Enum.GetValues<TokenSubjectKind>())
            if (Name(known) == name)
            {
                kind = known;
                return true;
            }
        kind = default;
        return false;
    }
}
