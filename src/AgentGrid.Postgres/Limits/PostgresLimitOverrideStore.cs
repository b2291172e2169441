using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Limits;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Limits;

/// <summary>Limit overrides in table <c>limit_overrides</c>.</summary>
public sealed class PostgresLimitOverrideStore(GridDatabase database) : ILimitOverrideStore
{
    private const string Columns = "policy, scope, subject, permits, window_seconds, created_at, created_by";
    private const string ListTag = "limit-overrides";

    /// <inheritdoc/>
    public Task<LimitOverride?> GetAsync(string policy, string scope, string subject, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            (connection, token) => connection.QuerySingleOrDefaultAsync<LimitOverride>(new CommandDefinition(
                $"SELECT {Columns} FROM limit_overrides WHERE policy = @policy AND scope = @scope AND subject = @subject", new { policy, scope, subject }, cancellationToken: token)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<Page<LimitOverride>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var after = PageCursor.Decode(ListTag, cursor, 3) ?? ["", "", ""];
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<LimitOverride>(new CommandDefinition(
                    $"SELECT {Columns} FROM limit_overrides WHERE (policy, scope, subject) > (@policy, @scope, @subject) ORDER BY policy, scope, subject LIMIT @take",
                    new { policy = after[0], scope = after[1], subject = after[2], take = limit + 1 },
                    cancellationToken: token))).AsList();
                var last = rows.Count > limit ? rows[limit - 1] : null;
                return last is null ? new Page<LimitOverride>(rows, null) : new Page<LimitOverride>(rows[..limit], PageCursor.Encode(ListTag, last.Policy, last.Scope, last.Subject));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task UpsertAsync(LimitOverride limitOverride, AuditEvent audit, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async (connection, transaction, token) =>
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    $"""
                    INSERT INTO limit_overrides ({Columns}) VALUES (@Policy, @Scope, @Subject, @Permits, @WindowSeconds, @CreatedAt, @CreatedBy)
                    ON CONFLICT (policy, scope, subject) DO UPDATE SET permits = excluded.permits, window_seconds = excluded.window_seconds
                    """,
                    limitOverride,
                    transaction,
                    cancellationToken: token));
                await AuditOutbox.AddAsync(connection, transaction, audit, token);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string policy, string scope, string subject, AuditEvent audit, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async (connection, transaction, token) =>
            {
                var deleted = await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM limit_overrides WHERE policy = @policy AND scope = @scope AND subject = @subject", new { policy, scope, subject }, transaction, cancellationToken: token)) > 0;
                if (deleted) await AuditOutbox.AddAsync(connection, transaction, audit, token);
                return deleted;
            },
            cancellationToken);
}
