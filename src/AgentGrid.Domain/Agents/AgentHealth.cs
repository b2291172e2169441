namespace AgentGrid.Domain.Agents;

/// <summary>The verdict of the active health check.</summary>
public enum AgentHealth
{
    /// <summary>Not decided yet; the agent is eligible.</summary>
    Unknown,

    /// <summary>The last check succeeded, or one failed after a success.</summary>
    Healthy,

    /// <summary>Two checks in a row failed and none has succeeded since.</summary>
    Unhealthy,
}
