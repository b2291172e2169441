namespace AgentGrid.Domain.Agents;

/// <summary>What an agent may do on the grid. On the wire: the lower-case name.</summary>
public enum AgentRole
{
    /// <summary>Takes part.</summary>
    Agent,

    /// <summary>May also administer.</summary>
    Admin,
}
