using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>The keys that sign tokens.</summary>
public interface ISigningKeyStore
{
    /// <summary>All keys ever made.</summary>
    Task<IReadOnlyList<StoredSigningKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a key; false when another process has made this generation of the algorithm.</summary>
    Task<bool> InsertAsync(StoredSigningKey key, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes the private part of a key that neither signs nor verifies any more.</summary>
    Task RetireAsync(string keyId, AuditEvent audit, CancellationToken cancellationToken);
}
