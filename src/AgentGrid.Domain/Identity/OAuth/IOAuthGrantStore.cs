using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// What users authorized: grants, each with its one code and at most one refresh family. Safe for concurrent use, in any number of processes: there is no single writer,
/// every write is a compare-and-set. A session that ends takes its grants with it, but for those with <c>offline_access</c>; a user who is signed out everywhere, all. A write is one transaction with its audit event and, where something ends, its news; it happened at the event's time.
/// All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface IOAuthGrantStore
{
    /// <summary>Makes a grant with its code.</summary>
    /// <returns>False when user, session or client ended meanwhile; nothing was written.</returns>
    Task<bool> AddAsync(AuthorizationCode code, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>The code, spent or not, or null.</summary>
    Task<StoredCode?> FindCodeAsync(HandleHash hash, CancellationToken cancellationToken);

    /// <summary>Spends a code, if it was not spent, and begins the refresh family, if the grant was not revoked.</summary>
    /// <param name="spent">The code with the time of its use.</param>
    /// <param name="family">The family that begins; null for none.</param>
    /// <param name="grantEndsAt">When nothing of the grant can be good any more.</param>
    /// <param name="audit">The event; null when nothing is issued.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when it was spent, or the grant revoked, meanwhile; nothing was written.</returns>
    Task<bool> SpendAsync(AuthorizationCode spent, RefreshFamily? family, DateTimeOffset grantEndsAt, AuditEvent? audit, CancellationToken cancellationToken);

    /// <summary>The refresh family, or null.</summary>
    Task<StoredFamily?> FindFamilyAsync(HandleHash hash, CancellationToken cancellationToken);

    /// <summary>Replaces the good secret of a family, if it still is the one that was presented and the grant was not revoked.</summary>
    /// <param name="presented">Hash of the presented secret.</param>
    /// <param name="next">The family with the next.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when it changed meanwhile; nothing was written.</returns>
    Task<bool> RotateAsync(HandleHash presented, RefreshFamily next, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Ends a grant: code, refresh tokens and access tokens, in one statement. False when it had ended; nothing was written.</summary>
    Task<bool> RevokeAsync(Guid grantId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Writes an event of a token that depends on no grant.</summary>
    Task RecordAsync(AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes grants, with codes and families, of which nothing can be good any more; at most so many. The number deleted.</summary>
    Task<int> PurgeAsync(int limit, CancellationToken cancellationToken);
}
