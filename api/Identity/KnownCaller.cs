using System.Security.Claims;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity;

/// <summary>A caller with the framework's picture of it, made once per credential.</summary>
public sealed class KnownCaller
{
    public KnownCaller(Caller caller)
    {
        Caller = caller;
        var claims = caller.Roles.Select(role => new Claim("role", role)).Concat(caller.Scopes.Select(scope => new Claim("scope", scope))).Prepend(new Claim("sub", caller.Subject));
        Principal = new ClaimsPrincipal(new ClaimsIdentity(claims, "Bearer", "sub", "role"));
    }

    /// <summary>As the grains see it.</summary>
    public Caller Caller { get; }

    /// <summary>As the framework's policies see it.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>Where the credential came in.</summary>
    public TokenDoor Door { get; init; }

    /// <summary>When the credential ends; null = not by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Claims of the access token; null for other credentials.</summary>
    public AccessToken? Token { get; init; }
}
