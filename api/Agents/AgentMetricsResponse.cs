namespace AgentGrid.Api.Agents;

/// <summary>What an agent did in the last window.</summary>
public sealed record AgentMetricsResponse
{
    /// <summary>Attempts that ended, without those that clients broke off.</summary>
    public required long Requests { get; init; }

    /// <summary>0–1; null without requests.</summary>
    public double? SuccessRate { get; init; }

    public required int InFlight { get; init; }

    public required LatencyResponse LatencyMs { get; init; }

    /// <summary>Tokens as reported by the agent; never guessed.</summary>
    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required int WindowSeconds { get; init; }
}
