namespace AgentGrid.Contracts.Agents;

/// <summary>How a pool answers a request for an agent.</summary>
[GenerateSerializer, Alias("grid.agents.lease-outcome")]
public enum LeaseOutcome
{
    /// <summary>An agent is leased.</summary>
    Granted = 0,

    /// <summary>No agent may be asked now.</summary>
    NoAgentAvailable = 1,

    /// <summary>There is no such pool.</summary>
    UnknownPool = 2,

    /// <summary>The pool has no such agent.</summary>
    UnknownAgent = 3,
}
