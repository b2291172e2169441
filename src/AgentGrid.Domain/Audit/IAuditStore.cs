namespace AgentGrid.Domain.Audit;

/// <summary>
/// The chains of the audit log. Safe for concurrent use. No two entries can have one place in a chain or follow one entry: of two writers one loses, reloads and repeats.
/// All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface IAuditStore
{
    /// <summary>The last entry of a chain, <see cref="AuditHead.Empty"/> when there is none.</summary>
    Task<AuditHead> GetHeadAsync(string chain, CancellationToken cancellationToken);

    /// <summary>The last entry of every chain that has one.</summary>
    Task<IReadOnlyList<AuditHead>> ListHeadsAsync(CancellationToken cancellationToken);

    /// <summary>What holds an entry in its chain; null when there is none of that index.</summary>
    Task<AuditLink?> FindLinkAsync(string chain, long index, CancellationToken cancellationToken);

    /// <summary>Adds entries to a chain, durably, all or none. Their events were made to fit by <see cref="AuditEventBounds"/>.</summary>
    /// <param name="entries">At least one; each follows the one before it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False: another writer was there first, nothing was written.</returns>
    Task<bool> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>Leaves an event in the outbox, durably, from where it is moved to its chain. For what has no transaction of its own; a change writes its event together with itself.</summary>
    Task AddToOutboxAsync(string chain, AuditEvent happened, CancellationToken cancellationToken);

    /// <summary>Moves the oldest waiting events of a chain from the outbox to its end, in order, in one transaction: each is in exactly one of the two places at any time.</summary>
    /// <param name="head">The chain's last entry.</param>
    /// <param name="limit">Most events to move.</param>
    /// <param name="cancellationToken">Ends the call and rolls back.</param>
    Task<AuditMove> MoveOutboxAsync(AuditHead head, int limit, CancellationToken cancellationToken);

    /// <summary>What waits in the outbox.</summary>
    /// <param name="limit">Counts no further.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<AuditOutboxState> MeasureOutboxAsync(int limit, CancellationToken cancellationToken);

    /// <summary>A page of entries, newest first. Sealed entries have no content that could be looked for and are left out.</summary>
    /// <param name="limit">1–1000.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<AuditEntry>> ListAsync(int limit, string? cursor, AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>A part of a chain in order, sealed entries included, as it stands there: what is missing is left out, what was changed is not corrected. Read in portions, so a walk may take long.</summary>
    /// <param name="chain">Name of the chain.</param>
    /// <param name="from">First index.</param>
    /// <param name="through">Last index.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<AuditEntry> ReadAsync(string chain, long from, long through, CancellationToken cancellationToken);
}
