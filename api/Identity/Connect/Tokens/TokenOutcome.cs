using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>What a token request came to: tokens, or a refusal.</summary>
internal sealed record TokenOutcome
{
    /// <summary>Why not; null when tokens are issued.</summary>
    public OAuthRefusal? Refusal { get; init; }

    /// <summary>The access token; null when refused.</summary>
    public IssuedToken? Access { get; init; }

    /// <summary>What it may be used for.</summary>
    public ScopeSet Scopes { get; init; }

    /// <summary>The refresh token; null for none.</summary>
    public RefreshToken? Refresh { get; init; }

    /// <summary>The ID token; null for none.</summary>
    public string? IdToken { get; init; }

    public static implicit operator TokenOutcome(OAuthRefusal refusal) => new() { Refusal = refusal };
}
