using System.Collections.Immutable;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// A stored authorization code (RFC 6749 section 4.1.2): good once, for <see cref="Lifetime"/>. <em>Any</em> use spends it, a failing one too: a code in the wrong hands is
/// not tried again. Every further use is a replay and ends what was issued for the first (RFC 9700 section 4.5). Keep the row as long as the grant.
/// </summary>
/// <remarks>Store <see cref="CodeUse.Next"/> by compare-and-set on <see cref="SpentAt"/> being null, before anything is issued; who loses that race loads again and gets a replay.</remarks>
public sealed record AuthorizationCode
{
    /// <summary>From the redirect to the token request; machines do that in a second.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Hash of the code: the key of the row.</summary>
    public required HandleHash Hash { get; init; }

    /// <summary>Names all that is issued for this code (refresh family, <c>sid</c> of its access tokens), so that one statement revokes it.</summary>
    public required Guid GrantId { get; init; }

    /// <summary>The client it was made for.</summary>
    public required string ClientId { get; init; }

    /// <summary>Redirect URI of the request; the token request repeats it (RFC 6749 section 4.1.3).</summary>
    public required string RedirectUri { get; init; }

    /// <summary>S256 challenge of the request.</summary>
    public required string CodeChallenge { get; init; }

    /// <summary>The user.</summary>
    public required string Subject { get; init; }

    /// <summary>The session the user was signed in with.</summary>
    public required string SessionId { get; init; }

    /// <summary>What the user agreed to.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>For the ID token.</summary>
    public string? Nonce { get; init; }

    /// <summary>How the user proved who they are (RFC 8176), for the ID token.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>When the user proved who they are.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it was first used, with or without success; null = never.</summary>
    public DateTimeOffset? SpentAt { get; init; }

    /// <summary>Uses the code.</summary>
    /// <param name="clientId">The client, authenticated before.</param>
    /// <param name="redirectUri">As sent.</param>
    /// <param name="verifier">PKCE verifier as sent.</param>
    /// <param name="now">Now.</param>
    public CodeUse Use(string clientId, string? redirectUri, string? verifier, DateTimeOffset now)
    {
        if (SpentAt is not null)
            return new CodeUse(CodeOutcome.Replayed, this);
        var isGood = clientId == ClientId && redirectUri == RedirectUri && now < IssuedAt + Lifetime && Pkce.Verify(verifier, CodeChallenge);
        return new CodeUse(isGood ? CodeOutcome.Granted : CodeOutcome.Refused, this with { SpentAt = now });
    }
}
