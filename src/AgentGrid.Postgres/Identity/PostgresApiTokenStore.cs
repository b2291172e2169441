using System.Globalization;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity;

/// <summary>The API tokens in table <c>api_tokens</c>. What credentials are checked by is in <c>PostgresApiTokenStore.Holders.cs</c>.</summary>
public sealed partial class PostgresApiTokenStore(GridDatabase database, TimeProvider time) : IApiTokenStore
{
    private const string Columns = "prefix, position, agent_id, user_id, name, token_hash, scopes, operation_id, created_at, created_by, expires_at, last_used_at";
    private const string ListTag = "api-tokens";

    // The owner's row is the turnstile: the insertion's own count, a later statement, sees what others inserted before it passed.
    private const string AgentSql = "SELECT id FROM agents WHERE id = @agent AND deleted_at IS NULL FOR NO KEY UPDATE";
    private const string UserSql = "SELECT id FROM users WHERE id = @user AND deleted_at IS NULL AND disabled_at IS NULL FOR NO KEY UPDATE";
    private const string OwnedSql = "(agent_id = @agent OR user_id = @user)";

    private const string InsertSql =
        $"""
        INSERT INTO api_tokens (prefix, agent_id, user_id, name, token_hash, scopes, operation_id, created_at, created_by, expires_at)
        SELECT @Prefix, @agent, @user, @Name, @TokenHash, @scopes, @OperationId, @CreatedAt, @CreatedBy, @ExpiresAt
        WHERE (SELECT count(*) FROM api_tokens WHERE {OwnedSql} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @CreatedAt)) < @mostLive
        ON CONFLICT DO NOTHING
        RETURNING {Columns}
        """;

    // Why nothing was inserted: done before, too many, or else the prefix.
    private const string ReasonSql =
        $"""
        SELECT {Columns}, true AS replayed, false AS taken FROM api_tokens WHERE operation_id = @OperationId
        UNION ALL
        SELECT {Columns}, false, true FROM api_tokens WHERE prefix = @Prefix AND operation_id <> @OperationId
        """;

    /// <inheritdoc/>
    public Task<ApiTokenInsertResult> InsertAsync(ApiTokenRecord token, AuditEvent audit, CancellationToken cancellationToken)
    {
        var (agent, user) = Ids(token.Owner);
        var parameters = new
        {
            token.Prefix,
            token.Name,
            token.TokenHash,
            token.OperationId,
            token.CreatedAt,
            token.CreatedBy,
            token.ExpiresAt,
            agent,
            user,
            scopes = token.Scopes.ToString(),
            mostLive = ApiTokenRules.MaxLive,
        };
        return database.TransactAsync(
            async (connection, transaction, cancel) =>
            {
                CommandDefinition Command(string sql) => new(sql, parameters, transaction, cancellationToken: cancel);
                var owner = await connection.ExecuteScalarAsync<Guid?>(Command(agent is null ? UserSql : AgentSql));
                var inserted = owner is null ? null : await connection.QuerySingleOrDefaultAsync<Row>(Command(InsertSql));
                if (inserted is not null)
                {
                    await AuditOutbox.AddAsync(connection, transaction, audit, cancel);
                    return new ApiTokenInsertResult(ApiTokenInsertOutcome.Inserted, inserted.ToRecord());
                }

                var reasons = (await connection.QueryAsync<Row>(Command(ReasonSql))).AsList();
                if (reasons.Find(row => row.Replayed) is { } before) return new ApiTokenInsertResult(ApiTokenInsertOutcome.Replayed, before.ToRecord());
                if (owner is null) return new ApiTokenInsertResult(ApiTokenInsertOutcome.OwnerGone);
                return new ApiTokenInsertResult(reasons.Exists(row => row.Taken) ? ApiTokenInsertOutcome.PrefixTaken : ApiTokenInsertOutcome.TooMany);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RevokeAsync(ApiTokenOwner owner, string prefix, AuditEvent audit, CancellationToken cancellationToken)
    {
        var (agent, user) = Ids(owner);
        return database.TransactAsync(
            async (connection, transaction, cancel) =>
            {
                var revoked = await connection.ExecuteAsync(new CommandDefinition(
                    $"UPDATE api_tokens SET revoked_at = @Time WHERE prefix = @prefix AND {OwnedSql} AND revoked_at IS NULL",
                    new { prefix, agent, user, audit.Time },
                    transaction,
                    cancellationToken: cancel));
                if (revoked == 0) return false;
                await AuditOutbox.AddAsync(connection, transaction, audit, cancel);
                await CredentialNewsLog.AddAsync(connection, transaction, audit.Time, [CredentialTags.Token(prefix)], cancel);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Page<ApiTokenRecord>> ListAsync(ApiTokenOwner owner, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var (agent, user) = Ids(owner);
        var parameters = new { agent, user, before = PageCursor.DecodeNumber(ListTag, cursor) ?? long.MaxValue, take = limit + 1 };
        return database.ExecuteAsync(
            async (connection, cancel) =>
            {
                var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
                    $"SELECT {Columns} FROM api_tokens WHERE {OwnedSql} AND revoked_at IS NULL AND position < @before ORDER BY position DESC LIMIT @take",
                    parameters,
                    cancellationToken: cancel))).AsList();
                var items = rows.Take(limit).Select(row => row.ToRecord()).ToArray();
                return new Page<ApiTokenRecord>(items, rows.Count > limit ? PageCursor.Encode(ListTag, rows[limit - 1].Position.ToString(CultureInfo.InvariantCulture)) : null);
            },
            cancellationToken);
    }

    private static (Guid? Agent, Guid? User) Ids(ApiTokenOwner owner) => owner.Kind == ApiTokenKind.Agent ? (owner.Id, null) : (null, owner.Id);
}
