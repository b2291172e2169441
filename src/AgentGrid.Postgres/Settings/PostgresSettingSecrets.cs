using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;

namespace AgentGrid.Postgres.Settings;

/// <summary>The secret settings, for the change of the master key. Row id: the setting's key.</summary>
public sealed class PostgresSettingSecrets(GridDatabase database) : IEncryptedValueStore
{
    private readonly EncryptedColumn _column = new(database, "system_settings", "key", "value", "is_secret");

    /// <inheritdoc/>
    public string Location => "system_settings.value";

    /// <inheritdoc/>
    public string IdentityOf(string rowId) => "settings/" + rowId;

    /// <inheritdoc/>
    public Task<IReadOnlyList<EncryptedValue>> ListAsync(string? afterRowId, int limit, CancellationToken cancellationToken) => _column.ListAsync(afterRowId, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(EncryptedValue read, string replacement, CancellationToken cancellationToken) => _column.ReplaceAsync(read, replacement, cancellationToken);
}
