namespace AgentGrid.Domain.Agents;

/// <summary>The fields of an agent as a client sends them, before <see cref="AgentRules"/> has judged them. Null = not given: the default applies.</summary>
public sealed record AgentFields
{
    /// <summary>Slug <c>^[a-z0-9][a-z0-9-]{1,62}$</c>, unique. Required.</summary>
    public string? Name { get; init; }

    /// <summary>Shown to people; default the name.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>agent</c> (default) or <c>admin</c>.</summary>
    public string? Role { get; init; }

    /// <summary><c>openai</c>, <c>ollama</c>, <c>openclaw</c>, or <c>none</c> for an identity without an endpoint. Required.</summary>
    public string? Kind { get; init; }

    /// <summary>Base URL of its OpenAI-compatible API, e.g. <c>https://api.openai.com/v1</c>. Required unless the kind is <c>none</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Model to ask for; absent passes the client's own on.</summary>
    public string? Model { get; init; }

    /// <summary>Key of the endpoint. Write only: shown as its last 4 characters. In an update absent keeps the stored one and an empty text removes it.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The pool it answers in; default <c>default</c>.</summary>
    public string? Pool { get; init; }

    /// <summary>Share of the pool's requests, 0–1000, default 1; 0 drains.</summary>
    public int? Weight { get; init; }

    /// <summary>Most requests at the same time, 1–100000; absent for no bound.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Longest wait for an answer, and between two chunks of a stream: 1–3600 s, default 60.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Failures that eject it, 0–100, default 3; 0 never.</summary>
    public int? MaxFails { get; init; }

    /// <summary>How long it stays ejected: 1–3600 s, default 10.</summary>
    public int? FailTimeoutSeconds { get; init; }

    /// <summary>Path at the endpoint's host that is asked for health; absent for the kind's own.</summary>
    public string? HealthPath { get; init; }

    /// <summary>Names the agent and nothing else: the record's own text would carry the key into logs.</summary>
    public override string ToString() => $"AgentFields {{ Name = {Name}, Kind = {Kind} }}";
}
