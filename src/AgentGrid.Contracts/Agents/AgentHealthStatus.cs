namespace AgentGrid.Contracts.Agents;

/// <summary>What the health checks last said of an agent.</summary>
[GenerateSerializer, Alias("grid.agents.health-status")]
public enum AgentHealthStatus
{
    /// <summary>Not checked yet; eligible.</summary>
    Unknown = 0,

    /// <summary>Answers; eligible.</summary>
    Healthy = 1,

    /// <summary>Two checks in a row failed; not asked.</summary>
    Unhealthy = 2,
}
