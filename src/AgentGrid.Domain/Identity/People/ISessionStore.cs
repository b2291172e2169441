using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Identity.People;

/// <summary>
/// The sessions of people; <see cref="IUserStore.SignInAsync"/> makes them. Safe for concurrent use. Every write puts its audit event into the outbox and tells the news in
/// the same transaction, and happened at the event's time. All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface ISessionStore
{
    /// <summary>The session, whether or not it still lives; null when there is none of this id.</summary>
    Task<SessionRecord?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A page of a user's sessions that live now (neither ended, too old nor idle), newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<SessionRecord>> ListAsync(Guid userId, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Ends one session of the user, and what clients were authorized to in it without offline access; false when it is not theirs or does not live any more.</summary>
    Task<bool> EndAsync(Guid userId, Guid sessionId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Ends all sessions of the user, and all that clients were authorized to.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="except">The session that goes on, with what was authorized in it; null for none.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many ended. The event is written also when none did.</returns>
    Task<int> EndAllAsync(Guid userId, Guid? except, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes sessions whose absolute end is longer ago than this, at most so many; the number deleted.</summary>
    Task<int> PurgeAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken);
}
