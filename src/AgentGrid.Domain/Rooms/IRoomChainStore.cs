using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Rooms;

/// <summary>
/// The rooms' messages as the chains that they are, deleted rooms included. Safe for concurrent use. All members throw
/// <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface IRoomChainStore
{
    /// <summary>A page of messages, newest first.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="filter">Times, the sender as actor, and a message's id as target; the rest does not matter here.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<RoomMessage>> ListAsync(Guid roomId, int limit, string? cursor, AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>A part of a room in order, as it stands there. Read in portions.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="from">First seq.</param>
    /// <param name="through">Last seq.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<RoomMessage> ReadAsync(Guid roomId, long from, long through, CancellationToken cancellationToken);

    /// <summary>Writes the heads of rooms that moved since they were last anchored into the outbox of the system's chain: each once, whoever else does so.</summary>
    /// <param name="limit">Most rooms.</param>
    /// <param name="describe">The event of a room.</param>
    /// <param name="cancellationToken">Ends the call and rolls back.</param>
    /// <returns>How many rooms had moved; as many as the limit: there may be more.</returns>
    Task<int> AnchorAsync(int limit, Func<RoomAnchor, AuditEvent> describe, CancellationToken cancellationToken);
}
