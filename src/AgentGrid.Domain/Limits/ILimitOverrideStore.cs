using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Limits;

/// <summary>The limits that differ from the defaults. A change and its audit event are kept together, or neither is. All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.</summary>
public interface ILimitOverrideStore
{
    /// <summary>The override for exactly this policy, scope and subject, or null.</summary>
    Task<LimitOverride?> GetAsync(string policy, string scope, string subject, CancellationToken cancellationToken);

    /// <summary>A page of all overrides, sorted by policy, scope and subject.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<LimitOverride>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Sets the override; when there is one, its permits and window are replaced.</summary>
    Task UpsertAsync(LimitOverride limitOverride, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Removes the override; false, without an event, when there was none.</summary>
    Task<bool> DeleteAsync(string policy, string scope, string subject, AuditEvent audit, CancellationToken cancellationToken);
}
