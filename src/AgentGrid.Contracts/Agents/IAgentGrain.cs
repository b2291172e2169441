using AgentGrid.Contracts.Identity;

namespace AgentGrid.Contracts.Agents;

/// <summary>One agent: the single writer of its row and the clock of its health checks. Key: the agent's UUID.</summary>
[Alias("grid.agents.IAgentGrain")]
public interface IAgentGrain : IGrainWithGuidKey
{
    /// <summary>Creates the agent. Repeated with the same operation id it gives the first answer.</summary>
    /// <exception cref="GridException">Forbidden, Invalid, Conflict (name taken).</exception>
    [Alias("Register")]
    Task<AgentSnapshot> RegisterAsync(Caller caller, string operationId, AgentDefinition definition, CancellationToken cancellationToken);

    /// <summary>Replaces the definition; the stored key stays unless a new one is given.</summary>
    /// <param name="expectedVersion">Refused as a conflict when the stored version is another; null for any.</param>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid, Conflict.</exception>
    [Alias("Update")]
    Task<AgentSnapshot> UpdateAsync(Caller caller, int? expectedVersion, AgentDefinition definition, CancellationToken cancellationToken);

    /// <summary>Takes the agent out of its pool and deletes it; requests in flight end by themselves. Deleting a deleted agent is NotFound.</summary>
    [Alias("Deregister")]
    Task DeregisterAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Checks the endpoint now and answers with what was seen.</summary>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid (nothing to check: kind <c>none</c>).</exception>
    [Alias("CheckHealth")]
    Task<AgentHealthReport> CheckHealthAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Sees to it that the agent is checked from now on; called at start-up for every agent with an endpoint.</summary>
    [Alias("EnsureChecked")]
    Task EnsureCheckedAsync(Caller caller);
}
