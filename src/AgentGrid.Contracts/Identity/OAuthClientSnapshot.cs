namespace AgentGrid.Contracts.Identity;

/// <summary>An OAuth client as stored, without its secret.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.oauth-client")]
public sealed class OAuthClientSnapshot
{
    [Id(0)]
    public required OAuthClientDefinition Definition { get; init; }

    /// <summary>Counts changes; the value of the <c>ETag</c>.</summary>
    [Id(1)]
    public required int Version { get; init; }

    [Id(2)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(3)]
    public required DateTimeOffset UpdatedAt { get; init; }
}
