using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity;

/// <content>Creating, changing and deleting. Every change locks the user's row, judges what it finds, and then writes.</content>
public sealed partial class PostgresUserStore
{
    private const string InsertSql =
        $"""
        INSERT INTO users (id, email, display_name, role, password_hash, operation_id, created_at, updated_at)
        VALUES (@Id, @Email, @DisplayName, @Role, @PasswordHash, @OperationId, @CreatedAt, @CreatedAt)
        ON CONFLICT DO NOTHING
        RETURNING {Columns}
        """;

    // The hash is overwritten too: nothing of a deleted user opens anything.
    private const string DeleteSql =
        """
        UPDATE users SET deleted_at = @At, updated_at = @At, version = version + 1, password_hash = '$scrypt$deleted', password_version = password_version + 1,
            totp_secret_encrypted = NULL, totp_pending_encrypted = NULL, totp_last_step = NULL
        WHERE id = @id;
        DELETE FROM user_backup_codes WHERE user_id = @id;
        UPDATE api_tokens SET revoked_at = @At WHERE user_id = @id AND revoked_at IS NULL
        """;

    /// <inheritdoc/>
    public Task<UserInsertResult> InsertAsync(UserRecord user, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            if (await InsertAsync(change, user) is { } inserted) return new UserInsertResult(UserInsertOutcome.Inserted, inserted);
            var before = user.OperationId is null
                ? null
                : await OneAsync(change.Connection, change.Transaction, $"SELECT {Columns} FROM users WHERE operation_id = @OperationId", new { user.OperationId }, change.Cancel);
            return before is null ? new UserInsertResult(UserInsertOutcome.EmailTaken, null) : new UserInsertResult(UserInsertOutcome.Replayed, before);
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> InsertFirstAdministratorAsync(UserRecord user, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            await change.ExecuteAsync("SELECT pg_advisory_xact_lock(@Space, @FirstAdministrator)", new { AdvisoryLocks.Space, AdvisoryLocks.FirstAdministrator });
            return !await HasAdministratorAsync(change.Connection, change.Transaction, except: user.Id, change.Cancel) && await InsertAsync(change, user) is not null;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<UserWriteOutcome> UpdateAsync(UserRecord user, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            var takesPower = user.Role != UserRoles.Admin || user.DisabledAt is not null;
            var isLastAdministrator = takesPower && await IsLastAdministratorAsync(change, user.Id);
            if (await LockAsync(change, user.Id) is not { } stored || stored.Version != expectedVersion) return UserWriteOutcome.Stale;
            if (isLastAdministrator) return UserWriteOutcome.LastAdministrator;

            await change.ExecuteAsync(
                "UPDATE users SET display_name = @DisplayName, role = @Role, disabled_at = @DisabledAt, updated_at = @At, version = version + 1 WHERE id = @Id",
                new { user.Id, user.DisplayName, user.Role, user.DisabledAt, change.At });
            if (user.DisabledAt is not null) await change.EndSessionsAsync(user.Id, except: null);
            var news = stored.Role != user.Role || stored.DisabledAt != user.DisabledAt ? [CredentialTags.User(user.Id)] : Array.Empty<string>();
            await change.FinishAsync([.. news, .. await NewsOfAdministratorAsync(change, user)]);
            return UserWriteOutcome.Done;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<UserWriteOutcome> DeleteAsync(Guid id, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            var isLastAdministrator = await IsLastAdministratorAsync(change, id);
            if (await LockAsync(change, id) is not { } stored || stored.Version != expectedVersion) return UserWriteOutcome.Stale;
            if (isLastAdministrator) return UserWriteOutcome.LastAdministrator;

            await change.ExecuteAsync(DeleteSql, new { id, change.At });
            await change.EndSessionsAsync(id, except: null);
            await change.FinishAsync(CredentialTags.User(id));
            return UserWriteOutcome.Done;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task RecordAsync(AuditEvent audit, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            await AuditOutbox.AddAsync(connection, null, audit, token);
            return true;
        },
        cancellationToken);

    private Task<T> ChangeAsync<T>(Func<UserTransaction, Task<T>> work, AuditEvent audit, CancellationToken cancellationToken) =>
        database.TransactAsync((connection, transaction, token) => work(new UserTransaction(connection, transaction, audit, token)), cancellationToken);

    private static async Task<UserRecord?> InsertAsync(UserTransaction change, UserRecord user)
    {
        if (await OneAsync(change.Connection, change.Transaction, InsertSql, user, change.Cancel) is not { } inserted) return null;
        await change.FinishAsync(await NewsOfAdministratorAsync(change, inserted));
        return inserted;
    }

    private static Task<UserRecord?> LockAsync(UserTransaction change, Guid id) => OneAsync(
        change.Connection, change.Transaction, $"SELECT {Columns} FROM users WHERE id = @id AND deleted_at IS NULL FOR NO KEY UPDATE", new { id }, change.Cancel);

    // Locks all administrators, in one order: of two transactions that would each take one of the last two, the second waits here and then sees what the first has done.
    private static async Task<bool> IsLastAdministratorAsync(UserTransaction change, Guid id)
    {
        var administrators = await change.Connection.QueryAsync<Guid>(new CommandDefinition(
            $"SELECT id FROM users WHERE {IsAdministrator} ORDER BY id FOR NO KEY UPDATE", transaction: change.Transaction, cancellationToken: change.Cancel));
        return administrators.AsList() is [var last] && last == id;
    }

    // The first administrator ends the bootstrap token.
    private static async Task<string[]> NewsOfAdministratorAsync(UserTransaction change, UserRecord user) =>
        user is { Role: UserRoles.Admin, DisabledAt: null } && !await HasAdministratorAsync(change.Connection, change.Transaction, except: user.Id, change.Cancel)
            ? [CredentialTags.Bootstrap]
            : [];
}
