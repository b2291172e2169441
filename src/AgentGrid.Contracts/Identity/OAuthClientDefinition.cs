using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>What an administrator decides about an OAuth client, defaults applied. Names are those of the standards.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.oauth-client-definition")]
public sealed class OAuthClientDefinition
{
    [Id(0)]
    public required string ClientId { get; init; }

    /// <summary>Shown on the consent page.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary><c>public</c> or <c>confidential</c>; never changes.</summary>
    [Id(2)]
    public required string Type { get; init; }

    /// <summary><c>authorization_code</c>, <c>refresh_token</c>, <c>client_credentials</c>.</summary>
    [Id(3)]
    public required ImmutableArray<string> GrantTypes { get; init; }

    [Id(4)]
    public ImmutableArray<string> RedirectUris { get; init; } = [];

    [Id(5)]
    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Most that it may ever be given.</summary>
    [Id(6)]
    public required ImmutableArray<string> Scopes { get; init; }

    /// <summary><c>RS256</c> or <c>ES256</c>.</summary>
    [Id(7)]
    public required string IdTokenAlgorithm { get; init; }

    /// <summary>Belongs to this grid: no consent is asked for.</summary>
    [Id(8)]
    public required bool IsFirstParty { get; init; }

    /// <summary>Role of its own tokens: user, operator or admin; null = none.</summary>
    [Id(9)]
    public string? Role { get; init; }
}
