using System.Collections.Immutable;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Contracts.Agents;

/// <summary>One pool: owner of the rotation. Key: the pool's name. Its state is volatile; with a new activation a new cycle begins.</summary>
[Alias("grid.agents.IAgentPoolGrain")]
public interface IAgentPoolGrain : IGrainWithStringKey
{
    /// <summary>Chooses the agent for one attempt and counts it as in flight until it is settled or the lease expires.</summary>
    /// <param name="agent">A certain agent of this pool, outside of the rotation; null for the next in turn.</param>
    /// <param name="tried">Agents that this request has asked already.</param>
    [Alias("Lease")]
    ValueTask<AgentLease> LeaseAsync(Caller caller, AgentId? agent, ImmutableArray<AgentId> tried);

    /// <summary>Ends a lease with what came of it. A lease that is unknown (expired, or of an earlier activation) is passed over.</summary>
    [Alias("Settle")]
    ValueTask SettleAsync(Caller caller, LeaseSettlement settlement);

    /// <summary>Extends a lease while its stream runs. False when it is unknown; the stream goes on all the same.</summary>
    [Alias("Renew")]
    ValueTask<bool> RenewAsync(Caller caller, long leaseId);

    /// <summary>Reads the members again; called after every change of one.</summary>
    [Alias("Refresh")]
    Task RefreshAsync(Caller caller);

    /// <summary>Takes note of a health check of a member.</summary>
    [Alias("ReportHealth")]
    Task ReportHealthAsync(Caller caller, AgentId agent, AgentHealthReport report);

    /// <summary>The pool as it stands.</summary>
    [Alias("Get")]
    ValueTask<PoolSnapshot> GetAsync(Caller caller);
}
