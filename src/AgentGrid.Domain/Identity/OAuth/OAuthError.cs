namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>The closed set of error codes; the wire name is <see cref="OAuthTerms.Name(OAuthError)"/>.</summary>
public enum OAuthError
{
    /// <summary><c>invalid_request</c> (RFC 6749 4.1.2.1, 5.2).</summary>
    InvalidRequest,

    /// <summary><c>unauthorized_client</c> (RFC 6749 4.1.2.1, 5.2): this client may not use this grant.</summary>
    UnauthorizedClient,

    /// <summary><c>access_denied</c> (RFC 6749 4.1.2.1): the user said no.</summary>
    AccessDenied,

    /// <summary><c>unsupported_response_type</c> (RFC 6749 4.1.2.1).</summary>
    UnsupportedResponseType,

    /// <summary><c>invalid_scope</c> (RFC 6749 4.1.2.1, 5.2).</summary>
    InvalidScope,

    /// <summary><c>server_error</c> (RFC 6749 4.1.2.1).</summary>
    ServerError,

    /// <summary><c>temporarily_unavailable</c> (RFC 6749 4.1.2.1).</summary>
    TemporarilyUnavailable,

    /// <summary><c>invalid_client</c> (RFC 6749 5.2).</summary>
    InvalidClient,

    /// <summary><c>invalid_grant</c> (RFC 6749 5.2).</summary>
    InvalidGrant,

    /// <summary><c>unsupported_grant_type</c> (RFC 6749 5.2).</summary>
    UnsupportedGrantType,

    /// <summary><c>unsupported_token_type</c> (RFC 7009 2.2.1).</summary>
    UnsupportedTokenType,

    /// <summary><c>invalid_token</c> (RFC 6750 3.1).</summary>
    InvalidToken,

    /// <summary><c>insufficient_scope</c> (RFC 6750 3.1).</summary>
    InsufficientScope,

    /// <summary><c>login_required</c> (OpenID Connect Core 3.1.2.6).</summary>
    LoginRequired,

    /// <summary><c>consent_required</c> (OpenID Connect Core 3.1.2.6).</summary>
    ConsentRequired,

    /// <summary><c>interaction_required</c> (OpenID Connect Core 3.1.2.6).</summary>
    InteractionRequired,

    /// <summary><c>request_not_supported</c> (OpenID Connect Core 3.1.2.6).</summary>
    RequestNotSupported,

    /// <summary><c>request_uri_not_supported</c> (OpenID Connect Core 3.1.2.6).</summary>
    RequestUriNotSupported,

    /// <summary><c>registration_not_supported</c> (OpenID Connect Core 3.1.2.6).</summary>
    RegistrationNotSupported,
}
