namespace AgentGrid.Api.Agents;

/// <summary>An agent as stored, with what it does now.</summary>
public sealed record AgentResponse
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    public required string Role { get; init; }

    public required string Kind { get; init; }

    public string? Endpoint { get; init; }

    public string? Model { get; init; }

    /// <summary>Last 4 characters of the stored key; empty for a short one, null without.</summary>
    public string? ApiKeyLast4 { get; init; }

    public required string Pool { get; init; }

    public required int Weight { get; init; }

    public int? MaxConcurrency { get; init; }

    public required int TimeoutSeconds { get; init; }

    public required int MaxFails { get; init; }

    public required int FailTimeoutSeconds { get; init; }

    public string? HealthPath { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>unknown</c> (not checked yet) or <c>draining</c> (weight 0).</summary>
    public required string Status { get; init; }

    public DateTimeOffset? LastCheckedAt { get; init; }

    /// <summary>Counts changes; send it as <c>If-Match</c> to change only what you have seen.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required AgentMetricsResponse Metrics { get; init; }
}
