namespace AgentGrid.Domain.Audit;

/// <summary>What verification asks of the database besides the chains themselves. All members throw <see cref="Settings.DatabaseUnavailableException"/> while it is away.</summary>
public interface IAuditVerificationStore
{
    /// <summary>Runs a piece of work that may take very long in one process at a time, without a transaction of its own. False when another process is at it: nothing was run.</summary>
    /// <param name="task">Which: each is alone with its own kind.</param>
    /// <param name="work">The work; it holds a connection.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<bool> AloneAsync(AuditVerificationTask task, Func<CancellationToken, Task> work, CancellationToken cancellationToken);

    /// <summary>What holds some entries in their chains, in one round trip; those that are not there are left out.</summary>
    Task<IReadOnlyList<AuditLink>> FindLinksAsync(IReadOnlyCollection<(string Chain, long Index)> places, CancellationToken cancellationToken);
}
