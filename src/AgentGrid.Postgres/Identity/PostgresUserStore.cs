using System.Globalization;
using AgentGrid.Domain;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Identity;

/// <summary>The people in table <c>users</c>, their backup codes in <c>user_backup_codes</c>.</summary>
public sealed partial class PostgresUserStore(GridDatabase database) : IUserStore
{
    private const string Columns =
        """
        id, position, email, display_name, role, password_hash, password_version, totp_secret_encrypted, totp_pending_encrypted, totp_last_step,
        disabled_at, last_sign_in_at, version, operation_id, created_at, updated_at
        """;

    // An administrator who may sign in.
    private const string IsAdministrator = "role = 'admin' AND disabled_at IS NULL AND deleted_at IS NULL";

    private const string ListTag = "users";

    /// <inheritdoc/>
    public Task<UserRecord?> GetAsync(Guid id, CancellationToken cancellationToken) => database.ExecuteAsync(
        (connection, token) => OneAsync(connection, null, $"SELECT {Columns} FROM users WHERE id = @id AND deleted_at IS NULL", new { id }, token), cancellationToken);

    /// <inheritdoc/>
    public Task<UserRecord?> FindByEmailAsync(string email, CancellationToken cancellationToken) => database.ExecuteAsync(
        (connection, token) => OneAsync(connection, null, $"SELECT {Columns} FROM users WHERE email = @email AND deleted_at IS NULL", new { email }, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<UserRecord>> ListAsync(int limit, string? cursor, UserFilter filter, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            after = PageCursor.DecodeNumber(ListTag, cursor) ?? 0,
            take = limit + 1,
            filter.Role,
            filter.IsDisabled,
            like = filter.Query is null ? null : $"%{EscapeLike(filter.Query)}%",
        };
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<UserRecord>(new CommandDefinition(
                    $"""
                    SELECT {Columns} FROM users
                    WHERE deleted_at IS NULL AND position > @after
                      AND (@Role::text IS NULL OR role = @Role) AND (@IsDisabled::boolean IS NULL OR @IsDisabled = (disabled_at IS NOT NULL))
                      AND (@like::text IS NULL OR email ILIKE @like OR display_name ILIKE @like)
                    ORDER BY position LIMIT @take
                    """,
                    parameters,
                    cancellationToken: token))).AsList();
                return rows.Count > limit
                    ? new Page<UserRecord>(rows[..limit], PageCursor.Encode(ListTag, rows[limit - 1].Position.ToString(CultureInfo.InvariantCulture)))
                    : new Page<UserRecord>(rows, null);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, string>> UnusedBackupCodesAsync(Guid userId, CancellationToken cancellationToken) =>
        database.ExecuteAsync<IReadOnlyDictionary<int, string>>(
            async (connection, token) => (await connection.QueryAsync<(int Number, string Hash)>(new CommandDefinition(
                "SELECT number, code_hash FROM user_backup_codes WHERE user_id = @userId AND used_at IS NULL", new { userId }, cancellationToken: token)))
                .ToDictionary(code => code.Number, code => code.Hash),
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> HasAdministratorAsync(CancellationToken cancellationToken) =>
        database.ExecuteAsync((connection, token) => HasAdministratorAsync(connection, null, except: Guid.Empty, token), cancellationToken);

    private static Task<bool> HasAdministratorAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid except, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT EXISTS (SELECT FROM users WHERE {IsAdministrator} AND id <> @except)", new { except }, transaction, cancellationToken: cancellationToken));

    private static Task<UserRecord?> OneAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, object parameters, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<UserRecord>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

    private static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
