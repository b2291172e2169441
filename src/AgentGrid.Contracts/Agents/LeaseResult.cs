namespace AgentGrid.Contracts.Agents;

/// <summary>What came of one attempt.</summary>
[GenerateSerializer, Alias("grid.agents.lease-result")]
public enum LeaseResult
{
    /// <summary>The agent answered as it should.</summary>
    Succeeded = 0,

    /// <summary>The agent failed: no connection, time-out, 5xx, 429, a broken answer.</summary>
    Failed = 1,

    /// <summary>The client went away; says nothing about the agent.</summary>
    Cancelled = 2,

    /// <summary>The agent refused the request itself (other 4xx); it is alive.</summary>
    Refused = 3,
}
