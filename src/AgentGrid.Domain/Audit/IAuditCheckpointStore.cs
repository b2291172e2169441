namespace AgentGrid.Domain.Audit;

/// <summary>The signed checkpoints in the database. All members throw <see cref="Settings.DatabaseUnavailableException"/> while it is away.</summary>
public interface IAuditCheckpointStore
{
    /// <summary>Runs a piece of work in one process at a time. False when another process is at it: nothing was run.</summary>
    Task<bool> AloneAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken);

    /// <summary>The newest checkpoint as it stands there; null when there is none.</summary>
    Task<string?> GetLastAsync(CancellationToken cancellationToken);

    /// <summary>Stores the next checkpoint. False when there is one of that number.</summary>
    Task<bool> AddAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>Checkpoints as they stand there, by number.</summary>
    /// <param name="from">First number.</param>
    /// <param name="limit">Most checkpoints.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<string>> ListAsync(long from, int limit, CancellationToken cancellationToken);
}
