namespace AgentGrid.Contracts.Agents;

/// <summary>A member of a pool as it stands now.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.pool-member")]
public sealed class PoolMemberSnapshot
{
    [Id(0)]
    public required AgentId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required AgentHealthStatus Health { get; init; }

    /// <summary>When it was last checked; null before the first check of this activation.</summary>
    [Id(3)]
    public DateTimeOffset? LastCheckedAt { get; init; }

    [Id(4)]
    public required int Weight { get; init; }

    /// <summary>The rotation's weight after failures; climbs back by one each round.</summary>
    [Id(5)]
    public required int EffectiveWeight { get; init; }

    /// <summary>The rotation's running value; the highest is picked next.</summary>
    [Id(6)]
    public required int CurrentWeight { get; init; }

    [Id(7)]
    public required int InFlight { get; init; }

    [Id(8)]
    public required AgentMetrics Metrics { get; init; }
}
