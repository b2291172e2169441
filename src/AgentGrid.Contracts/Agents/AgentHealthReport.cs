namespace AgentGrid.Contracts.Agents;

/// <summary>Result of one health check.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.health-report")]
public sealed class AgentHealthReport
{
    /// <summary>The agent's state after this check.</summary>
    [Id(0)]
    public required AgentHealthStatus Status { get; init; }

    /// <summary>Whether this check itself succeeded.</summary>
    [Id(1)]
    public required bool Succeeded { get; init; }

    [Id(2)]
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Time to the answer, in milliseconds; null when none came.</summary>
    [Id(3)]
    public double? LatencyMs { get; init; }

    /// <summary>What was seen, in a few words.</summary>
    [Id(4)]
    public required string Detail { get; init; }
}
