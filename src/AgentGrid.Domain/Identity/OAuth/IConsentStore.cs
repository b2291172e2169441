using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What users agreed to. Safe for concurrent use. All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.</summary>
public interface IConsentStore
{
    /// <summary>What the user agreed to give the client, or null.</summary>
    Task<Consent?> FindAsync(Guid userId, string clientId, CancellationToken cancellationToken);

    /// <summary>Adds to it, with the audit event in the same transaction, at the event's time.</summary>
    Task GiveAsync(Guid userId, string clientId, ScopeSet scopes, AuditEvent audit, CancellationToken cancellationToken);
}
