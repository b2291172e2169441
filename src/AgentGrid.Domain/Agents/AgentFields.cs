namespace AgentGrid.Domain.Agents;

/// <summary>The fields of an agent as a client sends them, before <see cref="AgentRules"/> has judged them. Null = not given: the default applies.</summary>
public sealed record AgentFields
{
    /// <summary>Slug, unique, required.</summary>
    public string? Name { get; init; }

    /// <summary>Shown to people; default: the name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Wire name of an <see cref="AgentRole"/>; default <c>agent</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Wire name of an <see cref="AgentKind"/>, required.</summary>
    public string? Kind { get; init; }

    /// <summary>Absolute http(s) address; required unless the kind is <c>none</c>, which has none.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The upstream's model id.</summary>
    public string? Model { get; init; }

    /// <summary>The upstream's key. Never shown, so the record's text leaves it out.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Slug of the pool; default <see cref="AgentRules.DefaultPool"/>.</summary>
    public string? Pool { get; init; }

    /// <summary>Default <see cref="AgentRules.DefaultWeight"/>; 0 drains.</summary>
    public int? Weight { get; init; }

    /// <summary>Most requests in flight; null = no bound.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Seconds until an attempt is given up; default <see cref="AgentRules.DefaultTimeoutSeconds"/>.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Failures that eject; 0 = never; default <see cref="AgentRules.DefaultMaxFails"/>.</summary>
    public int? MaxFails { get; init; }

    /// <summary>Seconds an ejected agent stays out; default <see cref="AgentRules.DefaultFailTimeoutSeconds"/>.</summary>
    public int? FailTimeoutSeconds { get; init; }

    /// <summary>Path of the health check at the endpoint's host; null = the kind's own.</summary>
    public string? HealthPath { get; init; }

    /// <summary>Names the agent and nothing else: the record's own text would carry the key into logs.</summary>
    public override string ToString() => $"AgentFields {{ Name = {Name}, Kind = {Kind} }}";
}
