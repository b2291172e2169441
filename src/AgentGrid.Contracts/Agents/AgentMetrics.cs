namespace AgentGrid.Contracts.Agents;

/// <summary>What an agent did within the last window.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.metrics")]
public sealed class AgentMetrics
{
    /// <summary>Attempts that ended within the window and say something about the agent: without those that clients broke off and those refused for their own fault (other 4xx).</summary>
    [Id(0)]
    public long Requests { get; init; }

    /// <summary>Share of them that succeeded, 0–1; null when there were none.</summary>
    [Id(1)]
    public double? SuccessRate { get; init; }

    /// <summary>Latency percentiles in milliseconds; null when there were none.</summary>
    [Id(2)]
    public double? P50Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    [Id(3)]
    public double? P95Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    [Id(4)]
    public double? P99Ms { get; init; }

    [Id(5)]
    public long InputTokens { get; init; }

    [Id(6)]
    public long OutputTokens { get; init; }

    /// <summary>Length of the window in seconds.</summary>
    [Id(7)]
    public int WindowSeconds { get; init; }
}
