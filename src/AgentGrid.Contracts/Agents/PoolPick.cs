namespace AgentGrid.Contracts.Agents;

/// <summary>A pick of a pool's rotation.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.pool-pick")]
public sealed class PoolPick
{
    /// <summary>Its number since the activation, from 1.</summary>
    [Id(0)]
    public required long Number { get; init; }

    [Id(1)]
    public required AgentId Agent { get; init; }

    /// <summary>The agent's name when it was picked.</summary>
    [Id(2)]
    public required string AgentName { get; init; }
}
