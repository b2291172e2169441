namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Why a token was refused. For logs and tests; callers answer <c>invalid_token</c> alike for all of them.</summary>
public enum JwtFault
{
    /// <summary>It is good.</summary>
    None,

    /// <summary>Longer than <see cref="JwtTerms.MaxTokenLength"/>.</summary>
    TooLong,

    /// <summary>Not three base64url parts with JSON objects in the first two.</summary>
    Malformed,

    /// <summary>The header has other members than <c>alg</c>, <c>typ</c>, <c>kid</c> (RFC 7515 <c>crit</c>, <c>jwk</c>, <c>jku</c>, <c>x5u</c> among them), or lacks one.</summary>
    Header,

    /// <summary>No published key has this <c>kid</c>.</summary>
    UnknownKey,

    /// <summary>The header's <c>alg</c> is not that of the key.</summary>
    Algorithm,

    /// <summary>Another kind of token (<c>typ</c>; RFC 8725 section 3.11).</summary>
    Type,

    /// <summary>The signature is not the key's.</summary>
    Signature,

    /// <summary>A required claim is missing, or one has the wrong type.</summary>
    Claims,

    /// <summary>Another issuer.</summary>
    Issuer,

    /// <summary>Made for somebody else.</summary>
    Audience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come (<c>nbf</c>, <c>iat</c>).</summary>
    NotYetValid,
}
