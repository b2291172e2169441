using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>
/// The API tokens of agents and users. Safe for concurrent use; every write is one transaction with its audit event in the outbox and, where a credential ends, the news of it.
/// A write happened at the event's time. All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface IApiTokenStore
{
    /// <summary>Stores a new token. Insertions of one owner take turns, so that the bound of live tokens holds.</summary>
    Task<ApiTokenInsertResult> InsertAsync(ApiTokenRecord token, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Ends a token of this owner. False when the owner has no such token, or it is revoked already.</summary>
    Task<bool> RevokeAsync(ApiTokenOwner owner, string prefix, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>A page of the owner's tokens that are not revoked, newest first; expired ones stay in the list.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<ApiTokenRecord>> ListAsync(ApiTokenOwner owner, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>The token of this prefix with its owner, in one round trip; null when it is unknown, revoked or expired, or its owner deleted or disabled.</summary>
    Task<ApiTokenHolder?> FindAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The same, and counts it as a use: its time is written, at most once a minute, in the same round trip. Only for who has proved to know the secret.</summary>
    Task<ApiTokenHolder?> UseAsync(string prefix, CancellationToken cancellationToken);
}
