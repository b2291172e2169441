using System.Collections.Immutable;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>A registered client that <see cref="ClientRules"/> found sound.</summary>
public sealed record ClientDefinition
{
    /// <summary>Id, unique; never changes.</summary>
    public required string ClientId { get; init; }

    /// <summary>Shown on the consent page.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has a secret.</summary>
    public required ClientType Type { get; init; }

    /// <summary>What it may trade.</summary>
    public required ImmutableArray<GrantType> GrantTypes { get; init; }

    /// <summary>Where codes may go; see <see cref="RedirectUriRules"/>.</summary>
    public ImmutableArray<string> RedirectUris { get; init; } = [];

    /// <summary>Where the browser may go after signing out; matched like redirect URIs.</summary>
    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Most that it may ever be given.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>Signature of its ID tokens; RS256 unless asked otherwise (OpenID Connect Core 2).</summary>
    public JwtAlgorithm IdTokenAlgorithm { get; init; } = JwtAlgorithm.Rs256;

    /// <summary>Belongs to this grid, so the user is not asked for consent.</summary>
    public bool IsFirstParty { get; init; }

    /// <summary>Role of its own tokens (<c>client_credentials</c>): <c>user</c>, <c>operator</c> or <c>admin</c>. Null: they open only what needs no role. Tokens of users have the user's role.</summary>
    public string? Role { get; init; }

    /// <summary>Whether it may use the grant.</summary>
    public bool May(GrantType grant) => GrantTypes.Contains(grant);
}
