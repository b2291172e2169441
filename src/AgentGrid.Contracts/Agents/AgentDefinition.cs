namespace AgentGrid.Contracts.Agents;

/// <summary>What an operator decides about an agent. Bounds and defaults stand in the OpenAPI document and are checked by the domain.</summary>
[GenerateSerializer, Immutable, Alias("grid.agents.definition")]
public sealed class AgentDefinition
{
    /// <summary>Slug, unique among the agents that are not deleted.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Name shown to people.</summary>
    [Id(1)]
    public required string DisplayName { get; init; }

    /// <summary><c>admin</c> or <c>agent</c>.</summary>
    [Id(2)]
    public required string Role { get; init; }

    /// <summary><c>openai</c>, <c>ollama</c>, <c>openclaw</c> or <c>none</c>.</summary>
    [Id(3)]
    public required string Kind { get; init; }

    /// <summary>Base URL; null for kind <c>none</c>.</summary>
    [Id(4)]
    public string? Endpoint { get; init; }

    /// <summary>Model asked for upstream; null passes the client's own on.</summary>
    [Id(5)]
    public string? Model { get; init; }

    /// <summary>Whether <see cref="ApiKeyEncrypted"/> replaces the stored key; otherwise the stored one stays.</summary>
    [Id(6)]
    public bool ApiKeyGiven { get; init; }

    /// <summary>The upstream key, encrypted for this agent's row; null removes it.</summary>
    [Id(7)]
    public string? ApiKeyEncrypted { get; init; }

    /// <summary>What may be shown of the key.</summary>
    [Id(8)]
    public string? ApiKeyLast4 { get; init; }

    /// <summary>The pool it answers in.</summary>
    [Id(9)]
    public required string Pool { get; init; }

    /// <summary>Share of the pool's requests, 0–1000; 0 drains.</summary>
    [Id(10)]
    public int Weight { get; init; }

    /// <summary>Requests at the same time; null for no bound.</summary>
    [Id(11)]
    public int? MaxConcurrency { get; init; }

    /// <summary>Longest wait for an answer, and between two chunks of a stream, in seconds.</summary>
    [Id(12)]
    public int TimeoutSeconds { get; init; }

    /// <summary>Failures in a row that eject it from the rotation; 0 never ejects.</summary>
    [Id(13)]
    public int MaxFails { get; init; }

    /// <summary>How long an ejection lasts, in seconds.</summary>
    [Id(14)]
    public int FailTimeoutSeconds { get; init; }

    /// <summary>Path probed for health; null for the kind's own.</summary>
    [Id(15)]
    public string? HealthPath { get; init; }
}
