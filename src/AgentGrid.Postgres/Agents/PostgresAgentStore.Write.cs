using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Agents;

/// <content>The writes: each fenced, with its audit event.</content>
public sealed partial class PostgresAgentStore
{
    private const string InsertSql =
        $"""
        INSERT INTO agents (id, name, display_name, role, kind, endpoint, model, api_key_encrypted, api_key_last4, pool, weight, max_concurrency, timeout_seconds,
            max_fails, fail_timeout_seconds, health_path, status, status_changed_at, operation_id, created_at, updated_at)
        VALUES (@Id, @Name, @DisplayName, @Role, @Kind, @Endpoint, @Model, @ApiKeyEncrypted, @ApiKeyLast4, @Pool, @Weight, @MaxConcurrency, @TimeoutSeconds,
            @MaxFails, @FailTimeoutSeconds, @HealthPath, @Status, @CreatedAt, @OperationId, @CreatedAt, @CreatedAt)
        ON CONFLICT DO NOTHING
        RETURNING {Columns}
        """;

    // What its credentials say of it is compared with the row as it was: the version fences both.
    private const string UpdateSql =
        """
        UPDATE agents AS a SET name = @Name, display_name = @DisplayName, role = @Role, kind = @Kind, endpoint = @Endpoint, model = @Model,
            api_key_encrypted = @ApiKeyEncrypted, api_key_last4 = @ApiKeyLast4, pool = @Pool, weight = @Weight, max_concurrency = @MaxConcurrency,
            timeout_seconds = @TimeoutSeconds, max_fails = @MaxFails, fail_timeout_seconds = @FailTimeoutSeconds, health_path = @HealthPath,
            updated_at = @UpdatedAt, version = a.version + 1
        FROM agents AS before
        WHERE before.id = a.id AND a.id = @Id AND a.version = @ExpectedVersion AND a.deleted_at IS NULL
        RETURNING before.name <> a.name OR before.role <> a.role
        """;

    private const string DeleteSql =
        """
        UPDATE agents SET deleted_at = @Time, updated_at = @Time, version = version + 1, api_key_encrypted = NULL, api_key_last4 = NULL
        WHERE id = @id AND version = @expectedVersion AND deleted_at IS NULL
        """;

    // A statement of its own: it sees the tokens of insertions that held the agent's row until the deletion got it.
    private const string RevokeTokensSql = "UPDATE api_tokens SET revoked_at = @Time WHERE agent_id = @id AND revoked_at IS NULL RETURNING prefix";

    private const string StatusSql =
        """
        WITH changed AS (
            UPDATE agents SET status = @status, status_changed_at = @at
            WHERE id = @id AND deleted_at IS NULL AND status <> @status AND status_changed_at <= @at
            RETURNING id),
        noted AS (INSERT INTO audit_outbox (chain, event) SELECT @chain, @text FROM changed)
        INSERT INTO agent_health_events (agent_id, at, status, detail) SELECT id, @at, @status, @detail FROM changed
        """;

    /// <inheritdoc/>
    public Task<AgentInsertResult> InsertAsync(AgentRecord agent, AuditEvent audit, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async (connection, transaction, token) =>
            {
                if (await OneAsync(connection, InsertSql, agent, token) is { } inserted)
                {
                    await AuditOutbox.AddAsync(connection, transaction, audit, token);
                    return new AgentInsertResult(AgentInsertOutcome.Inserted, inserted);
                }

                var before = agent.OperationId is null ? null : await OneAsync(connection, $"SELECT {Columns} FROM agents WHERE operation_id = @OperationId", new { agent.OperationId }, token);
                return before is null ? new AgentInsertResult(AgentInsertOutcome.NameTaken, null) : new AgentInsertResult(AgentInsertOutcome.Replayed, before);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<AgentUpdateOutcome> UpdateAsync(AgentRecord agent, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(agent);
        parameters.Add("ExpectedVersion", expectedVersion);
        try
        {
            return await database.TransactAsync(
                async (connection, transaction, token) =>
                {
                    if (await connection.ExecuteScalarAsync<bool?>(new CommandDefinition(UpdateSql, parameters, transaction, cancellationToken: token)) is not { } isNews) return AgentUpdateOutcome.Stale;
                    await AuditOutbox.AddAsync(connection, transaction, audit, token);
                    if (isNews) await CredentialNewsLog.AddAsync(connection, transaction, audit.Time, [CredentialTags.Agent(agent.Id)], token);
                    return AgentUpdateOutcome.Updated;
                },
                cancellationToken);
        }
        catch (PostgresException e) when (e.IsUniqueViolation("agents_name_key"))
        {
            return AgentUpdateOutcome.NameTaken;
        }
    }

    /// <inheritdoc/>
    public Task<bool> SoftDeleteAsync(Guid id, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async (connection, transaction, token) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(DeleteSql, new { id, expectedVersion, audit.Time }, transaction, cancellationToken: token)) == 0) return false;
                var prefixes = await connection.QueryAsync<string>(new CommandDefinition(RevokeTokensSql, new { id, audit.Time }, transaction, cancellationToken: token));
                await AuditOutbox.AddAsync(connection, transaction, audit, token);
                await CredentialNewsLog.AddAsync(connection, transaction, audit.Time, [CredentialTags.Agent(id), .. prefixes.Select(CredentialTags.Token)], token);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SetStatusAsync(Guid id, string status, string? detail, AuditEvent audit, CancellationToken cancellationToken) =>
        ChangesAsync(StatusSql, new { id, status, at = audit.Time, detail, chain = AuditOutbox.SystemChain, text = AuditOutbox.Text(audit) }, cancellationToken);

    private Task<bool> ChangesAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.ExecuteAsync(async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)) > 0, cancellationToken);
}
