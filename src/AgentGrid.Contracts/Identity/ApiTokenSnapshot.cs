using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>An API token as stored, without anything secret.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.api-token")]
public sealed class ApiTokenSnapshot
{
    /// <summary>Its public part.</summary>
    [Id(0)]
    public required string Prefix { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    /// <summary>Of <see cref="GridScopes"/>.</summary>
    [Id(2)]
    public required ImmutableArray<string> Scopes { get; init; }

    [Id(3)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }
}
