using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;

namespace AgentGrid.Postgres.Identity;

/// <summary>The private signing keys, for the change of the master key. Row id: the key's id.</summary>
public sealed class PostgresSigningKeySecrets(GridDatabase database) : IEncryptedValueStore
{
    private readonly EncryptedColumn _column = new(database, "signing_keys", "key_id", "private_key_encrypted", "private_key_encrypted IS NOT NULL");

    /// <inheritdoc/>
    public string Location => "signing_keys.private_key_encrypted";

    /// <inheritdoc/>
    public string IdentityOf(string rowId) => "signing-keys/" + rowId;

    /// <inheritdoc/>
    public Task<IReadOnlyList<EncryptedValue>> ListAsync(string? afterRowId, int limit, CancellationToken cancellationToken) => _column.ListAsync(afterRowId, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(EncryptedValue read, string replacement, CancellationToken cancellationToken) => _column.ReplaceAsync(read, replacement, cancellationToken);
}
