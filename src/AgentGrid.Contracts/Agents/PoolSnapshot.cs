using System.Collections.Immutable;

namespace AgentGrid.Contracts.Agents;

/// <summary>A pool as it stands now.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.pool-snapshot")]
public sealed class PoolSnapshot
{
    [Id(0)]
    public required PoolName Name { get; init; }

    /// <summary>False when no agent with an endpoint is, or was since this activation, in a pool of this name. Always true for <c>default</c>.</summary>
    [Id(1)]
    public required bool Exists { get; init; }

    /// <summary>Picks made since the activation.</summary>
    [Id(2)]
    public required long Picks { get; init; }

    /// <summary>Members with an endpoint, in the order of their registration.</summary>
    [Id(3)]
    public required ImmutableArray<PoolMemberSnapshot> Members { get; init; }

    /// <summary>The latest picks, at most 64, oldest first. Agents that were named by the request are none.</summary>
    [Id(4)]
    public required ImmutableArray<PoolPick> Recent { get; init; }
}
