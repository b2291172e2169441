using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>An API token to be stored. The token itself never crosses a grain's boundary.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.new-api-token")]
public sealed class NewApiToken
{
    /// <summary>Its public part, e.g. <c>agt_7x2k9q</c>.</summary>
    [Id(0)]
    public required string Prefix { get; init; }

    /// <summary>PHC string of the whole token.</summary>
    [Id(1)]
    public required string Hash { get; init; }

    [Id(2)]
    public required string Name { get; init; }

    /// <summary>Of <see cref="GridScopes"/>, at least one.</summary>
    [Id(3)]
    public required ImmutableArray<string> Scopes { get; init; }

    /// <summary>Its end; null = when it is revoked.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }
}
