namespace AgentGrid.Domain.Audit;

/// <summary>What sealing asks of the database. All members throw <see cref="Settings.DatabaseUnavailableException"/> while it is away.</summary>
public interface IAuditSealStore
{
    /// <summary>Runs a sealing in one process at a time, without a transaction of its own. False when another is at it: nothing was run.</summary>
    Task<bool> AloneAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken);

    /// <summary>The first index of each chain whose content is there; chains without any are left out.</summary>
    Task<IReadOnlyDictionary<string, long>> FindFirstContentsAsync(CancellationToken cancellationToken);

    /// <summary>Deletes contents, durably; what holds the entries in their chain stays. Done as a role that may do nothing else. Safe to repeat.</summary>
    /// <param name="chain">Name of the chain.</param>
    /// <param name="from">First index.</param>
    /// <param name="through">Last index.</param>
    /// <param name="cancellationToken">Ends the call and rolls back.</param>
    /// <returns>How many there were.</returns>
    Task<int> DeleteContentsAsync(string chain, long from, long through, CancellationToken cancellationToken);
}
