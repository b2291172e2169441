using System.Security.Claims;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity;

/// <summary>A caller with the framework's picture of it, made once per credential.</summary>
public sealed class KnownCaller
{
    public KnownCaller(Caller caller)
    {
        Caller = caller;
        var claims = caller.Roles.Select(role => new Claim("role", role)).Prepend(new Claim("sub", caller.Subject));
        Principal = new ClaimsPrincipal(new ClaimsIdentity(claims, "Bearer", "sub", "role"));
    }

    /// <summary>As the grains see it.</summary>
    public Caller Caller { get; }

    /// <summary>As the framework's policies see it.</summary>
    public ClaimsPrincipal Principal { get; }
}
