using AgentGrid.Contracts.Identity;
using Orleans.Concurrency;

namespace AgentGrid.Contracts.Audit;

/// <summary>
/// Writes one chain of the audit log. Key: the chain's name. What arrives while a batch is being written makes up the next one, so many callers cost one commit.
/// For the grid itself: other callers are refused.
/// </summary>
[Alias("grid.audit.IAuditChainGrain")]
public interface IAuditChainGrain : IGrainWithStringKey
{
    /// <summary>Adds records to the chain. Returns once they are durable, with the place of the last.</summary>
    /// <exception cref="GridException">
    /// Unavailable: too much is waiting, or the database is away; nothing was written. OutcomeUnknown: it went away before it answered; a repetition may write the records twice.
    /// Invalid: details without canonical form; nothing was written.
    /// </exception>
    [Alias("Append"), AlwaysInterleave]
    Task<AuditPosition> AppendAsync(Caller caller, AuditBatch batch);

    /// <summary>Moves waiting events from the outbox to the chain, a bounded number of them. Safe to repeat, whatever became of it.</summary>
    /// <returns>True when more may be waiting.</returns>
    [Alias("DrainOutbox"), AlwaysInterleave]
    Task<bool> DrainOutboxAsync(Caller caller);
}
