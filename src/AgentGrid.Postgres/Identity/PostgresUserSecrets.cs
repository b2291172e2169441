using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;

namespace AgentGrid.Postgres.Identity;

/// <summary>The secrets of second factors, for the change of the master key. Row id: the user's id, lower case with dashes.</summary>
public sealed class PostgresUserSecrets : IEncryptedValueStore
{
    private readonly EncryptedColumn _column;
    private readonly Func<Guid, string> _identity;

    private PostgresUserSecrets(GridDatabase database, string column, Func<Guid, string> identity)
    {
        _column = new EncryptedColumn(database, "users", "id::text", column, $"{column} IS NOT NULL");
        _identity = identity;
        Location = "users." + column;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>Both columns.</summary>
    public static IEnumerable<IEncryptedValueStore> All(GridDatabase database) =>
    [
        new PostgresUserSecrets(database, "totp_secret_encrypted", UserSecrets.Totp),
        new PostgresUserSecrets(database, "totp_pending_encrypted", UserSecrets.PendingTotp),
    ];

    /// <inheritdoc/>
    public string IdentityOf(string rowId) => _identity(Guid.Parse(rowId));

    /// <inheritdoc/>
    public Task<IReadOnlyList<EncryptedValue>> ListAsync(string? afterRowId, int limit, CancellationToken cancellationToken) => _column.ListAsync(afterRowId, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(EncryptedValue read, string replacement, CancellationToken cancellationToken) => _column.ReplaceAsync(read, replacement, cancellationToken);
}
