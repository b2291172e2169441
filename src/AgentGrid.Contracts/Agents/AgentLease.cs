namespace AgentGrid.Contracts.Agents;

/// <summary>Answer of a pool to one request for an agent.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.lease")]
public sealed class AgentLease
{
    [Id(0)]
    public required LeaseOutcome Outcome { get; init; }

    /// <summary>Names the lease when it is settled.</summary>
    [Id(1)]
    public long LeaseId { get; init; }

    /// <summary>Number of this pick in the pool's sequence, from 1; 0 for a directly named agent.</summary>
    [Id(2)]
    public long Pick { get; init; }

    /// <summary>Whom to ask; null unless granted.</summary>
    [Id(3)]
    public AgentTarget? Target { get; init; }

    /// <summary>The lease expires after this many milliseconds unless renewed.</summary>
    [Id(4)]
    public int LifetimeMs { get; init; }

    /// <summary>When an agent may become available, in milliseconds; set when none is.</summary>
    [Id(5)]
    public long? RetryAfterMs { get; init; }
}
