namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Wire names of the closed sets.</summary>
public static class OAuthTerms
{
    /// <summary>The error code as the standards spell it.</summary>
    public static string Name(OAuthError error) => error switch
    {
        OAuthError.InvalidRequest => "invalid_request",
        OAuthError.UnauthorizedClient => "unauthorized_client",
        OAuthError.AccessDenied => "access_denied",
        OAuthError.UnsupportedResponseType => "unsupported_response_type",
        OAuthError.InvalidScope => "invalid_scope",
        OAuthError.ServerError => "server_error",
        OAuthError.TemporarilyUnavailable => "temporarily_unavailable",
        OAuthError.InvalidClient => "invalid_client",
        OAuthError.InvalidGrant => "invalid_grant",
        OAuthError.UnsupportedGrantType => "unsupported_grant_type",
        OAuthError.UnsupportedTokenType => "unsupported_token_type",
        OAuthError.InvalidToken => "invalid_token",
        OAuthError.InsufficientScope => "insufficient_scope",
        OAuthError.LoginRequired => "login_required",
        OAuthError.ConsentRequired => "consent_required",
        OAuthError.InteractionRequired => "interaction_required",
        OAuthError.RequestNotSupported => "request_not_supported",
        OAuthError.RequestUriNotSupported => "request_uri_not_supported",
        OAuthError.RegistrationNotSupported => "registration_not_supported",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    /// <summary>The value of <c>grant_type</c>.</summary>
    public static string Name(GrantType grant) => grant switch
    {
        GrantType.AuthorizationCode => "authorization_code",
        GrantType.RefreshToken => "refresh_token",
        GrantType.ClientCredentials => "client_credentials",
        _ => throw new ArgumentOutOfRangeException(nameof(grant)),
    };

    /// <summary>Reads a <c>grant_type</c>; exact. Implicit, password and every other are unknown here.</summary>
    public static bool TryParseGrant(string? name, out GrantType grant)
    {
        foreach (var known in Enum.GetValues<GrantType>())
            if (Name(known) == name)
            {
                grant = known;
                return true;
            }
        grant = default;
        return false;
    }

    /// <summary>The name of a client type.</summary>
    public static string Name(ClientType type) => type switch
    {
        ClientType.Public => "public",
        ClientType.Confidential => "confidential",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Reads <c>public</c> or <c>confidential</c>.</summary>
    public static bool TryParseClientType(string? name, out ClientType type)
    {
        type = name == "confidential" ? ClientType.Confidential : ClientType.Public;
        return name is "public" or "confidential";
    }
}
