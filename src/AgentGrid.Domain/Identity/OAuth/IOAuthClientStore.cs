using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// The registered clients. Safe for concurrent use. Every write is one transaction: fenced by the version, with its audit event in the outbox and the client in the news;
/// it happened at the event's time. Deleted clients are seen by no member. All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface IOAuthClientStore
{
    /// <summary>The client, or null.</summary>
    Task<ClientRecord?> GetAsync(string clientId, CancellationToken cancellationToken);

    /// <summary>A page of clients in order of registration.</summary>
    /// <param name="limit">1–200.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<ClientRecord>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Stores a new client.</summary>
    Task<ClientInsertOutcome> InsertAsync(ClientRecord client, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Replaces the definition but for id and type; the secret stays.</summary>
    /// <returns>False when the client was changed or deleted by another writer; nothing was written.</returns>
    Task<bool> UpdateAsync(ClientRecord client, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Replaces the secret.</summary>
    /// <returns>False when the client was changed or deleted by another writer; nothing was written.</returns>
    Task<bool> SetSecretAsync(string clientId, int expectedVersion, HandleHash secret, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes the client with its secret, grants and consents. Its id is never given again.</summary>
    /// <returns>False when the client was changed or deleted by another writer; nothing was written.</returns>
    Task<bool> DeleteAsync(string clientId, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);
}
