namespace AgentGrid.Contracts.Agents;

/// <summary>Where and how to ask an agent. Shared by all leases of one membership, so that a lease costs one small object.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.target")]
public sealed class AgentTarget
{
    [Id(0)]
    public required AgentId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required string Kind { get; init; }

    /// <summary>Base URL of its API.</summary>
    [Id(3)]
    public required string Endpoint { get; init; }

    /// <summary>Model to ask for; null passes the client's own on.</summary>
    [Id(4)]
    public string? Model { get; init; }

    /// <summary>Its key, encrypted for its row.</summary>
    [Id(5)]
    public string? ApiKeyEncrypted { get; init; }

    [Id(6)]
    public required int TimeoutSeconds { get; init; }
}
