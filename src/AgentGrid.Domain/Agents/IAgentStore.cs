using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Agents;

/// <summary>
/// The registered agents. Safe for concurrent use; every write is fenced by the record's version, so a second writer loses and reloads. What people order is one transaction
/// with its audit event in the outbox and, where credentials of the agent depend on it, the news of it.
/// All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away. Deleted agents are seen by no member but the replay of <see cref="InsertAsync"/>
/// and <see cref="HealthHistoryAsync"/>.
/// </summary>
public interface IAgentStore
{
    /// <summary>The agent, or null.</summary>
    Task<AgentRecord?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The agent of that name, or null.</summary>
    Task<AgentRecord?> FindByNameAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a new agent. Position and version are the store's; the result carries them.</summary>
    Task<AgentInsertResult> InsertAsync(AgentRecord agent, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Replaces what a person may change: all but id, position, status, operation and creation. The version becomes the expected one plus one. Another name or role is news for its credentials.</summary>
    Task<AgentUpdateOutcome> UpdateAsync(AgentRecord agent, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes the agent and its key at the event's time and revokes its API tokens, keeping its history; its name is free again. False when it was changed or deleted meanwhile.</summary>
    Task<bool> SoftDeleteAsync(Guid id, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>
    /// Sets the status and writes the history and the event, all or none. False when nothing changed: the same status, no such agent, or a change later than the event is already there.
    /// </summary>
    Task<bool> SetStatusAsync(Guid id, string status, string? detail, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>A page of agents in order of registration.</summary>
    /// <param name="limit">1–200.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="filter">Which agents.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<AgentRecord>> ListAsync(int limit, string? cursor, AgentFilter filter, CancellationToken cancellationToken);

    /// <summary>The agents of a pool that can be dispatched to (they have an endpoint), in order of registration.</summary>
    Task<IReadOnlyList<AgentRecord>> ListPoolMembersAsync(string pool, CancellationToken cancellationToken);

    /// <summary>Names of the pools that have agents, and <c>default</c>, sorted.</summary>
    Task<IReadOnlyList<string>> ListPoolsAsync(CancellationToken cancellationToken);

    /// <summary>The agents whose health is probed: all with an endpoint, in order of registration.</summary>
    Task<IReadOnlyList<Guid>> ListProbedIdsAsync(CancellationToken cancellationToken);

    /// <summary>A page of an agent's status changes, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<AgentHealthEvent>> HealthHistoryAsync(Guid id, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Status changes of all agents in the order of their ids.</summary>
    /// <param name="after">Those after this id; null: only the newest one, for where to begin.</param>
    /// <param name="limit">Most changes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<AgentHealthEvent>> HealthChangesAsync(long? after, int limit, CancellationToken cancellationToken);
}
