namespace AgentGrid.Contracts.Agents;

/// <summary>An agent as stored: what was decided, and since when. Never the key.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.snapshot")]
public sealed class AgentSnapshot
{
    [Id(0)]
    public required AgentId Id { get; init; }

    /// <summary>What the operator decided, without the key itself.</summary>
    [Id(1)]
    public required AgentDefinition Definition { get; init; }

    /// <summary>Last result of the health checks.</summary>
    [Id(2)]
    public required AgentHealthStatus Health { get; init; }

    /// <summary>Counts changes; the value of the <c>ETag</c>.</summary>
    [Id(3)]
    public required int Version { get; init; }

    [Id(4)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(5)]
    public required DateTimeOffset UpdatedAt { get; init; }
}
