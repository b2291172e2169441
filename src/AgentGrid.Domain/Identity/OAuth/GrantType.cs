namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What a client may trade for tokens.</summary>
public enum GrantType
{
    /// <summary>RFC 6749 section 4.1, with PKCE always.</summary>
    AuthorizationCode,

    /// <summary>RFC 6749 section 6, rotated.</summary>
    RefreshToken,

    /// <summary>RFC 6749 section 4.4, confidential clients only.</summary>
    ClientCredentials,
}
