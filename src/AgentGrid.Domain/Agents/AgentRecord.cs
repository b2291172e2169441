namespace AgentGrid.Domain.Agents;

/// <summary>A registered agent as stored. Bounds are those of the registration API and are checked again by the database.</summary>
public sealed record AgentRecord
{
    /// <summary>Identity, a version 7 UUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>Slug <c>^[a-z0-9][a-z0-9-]{1,62}$</c>, unique among the agents that are not deleted.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people, 1–800 characters (at most 100 shown).</summary>
    public required string DisplayName { get; init; }

    /// <summary><c>admin</c> or <c>agent</c>.</summary>
    public string Role { get; init; } = "agent";

    /// <summary><c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>ollama</c>, <c>openclaw</c> or <c>none</c> (identity only).</summary>
    public required string Kind { get; init; }

    /// <summary>Base URL requests are sent to; null for an agent that cannot be dispatched to.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Model asked for when a request names none.</summary>
    public string? Model { get; init; }

    /// <summary>The API key in its encrypted form (<c>enc:…</c>); null when the agent needs none.</summary>
    public string? ApiKeyEncrypted { get; init; }

    /// <summary>The key's last four characters, for display; null exactly when there is no key.</summary>
    public string? ApiKeyLast4 { get; init; }

    /// <summary>Name of the pool it serves. Default <c>default</c>.</summary>
    public string Pool { get; init; } = "default";

    /// <summary>Share of the pool's requests, 0–1000; 0 drains. Default 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Most requests at a time, at least 1; null: unlimited.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Longest wait for an answer in seconds, 1–3600. Default 60.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>Failures within <see cref="FailTimeoutSeconds"/> that take it out of the balancing; 0: never. Default 3.</summary>
    public int MaxFails { get; init; } = 3;

    /// <summary>Window of <see cref="MaxFails"/> and length of the time-out, seconds, 1–3600. Default 10.</summary>
    public int FailTimeoutSeconds { get; init; } = 10;

    /// <summary>Path of the health request, beginning with a slash; null: the kind's own.</summary>
    public string? HealthPath { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>unknown</c> or <c>draining</c>. Changed by <see cref="IAgentStore.SetStatusAsync"/> only.</summary>
    public string Status { get; init; } = "unknown";

    /// <summary>Since when it has this status.</summary>
    public DateTimeOffset StatusChangedAt { get; init; }

    /// <summary>Order of registration, given by the store at insertion.</summary>
    public long Position { get; init; }

    /// <summary>Counts the changes, from 1: the fence of every update.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Operation that created it, 1–200 characters: repeating it gives this agent again. Null: none.</summary>
    public string? OperationId { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed (its status apart).</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
