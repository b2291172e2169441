namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Signature algorithms of tokens (RFC 7518 section 3.1). A closed list: no HMAC, no <c>none</c>.</summary>
public enum JwtAlgorithm
{
    /// <summary><c>ES256</c>: ECDSA on P-256 with SHA-256.</summary>
    Es256,

    /// <summary><c>RS256</c>: RSASSA-PKCS1-v1_5 with SHA-256, which OpenID Connect Core 15.1 asks every provider for.</summary>
    Rs256,
}
