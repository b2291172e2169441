using AgentGrid.Domain.Agents;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Agents;

/// <content>The writes: each one statement, each fenced.</content>
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

    private const string UpdateSql =
        """
        UPDATE agents SET name = @Name, display_name = @DisplayName, role = @Role, kind = @Kind, endpoint = @Endpoint, model = @Model,
            api_key_encrypted = @ApiKeyEncrypted, api_key_last4 = @ApiKeyLast4, pool = @Pool, weight = @Weight, max_concurrency = @MaxConcurrency,
            timeout_seconds = @TimeoutSeconds, max_fails = @MaxFails, fail_timeout_seconds = @FailTimeoutSeconds, health_path = @HealthPath,
            updated_at = @UpdatedAt, version = version + 1
        WHERE id = @Id AND version = @ExpectedVersion AND deleted_at IS NULL
        """;

    private const string DeleteSql =
        """
        UPDATE agents SET deleted_at = @at, updated_at = @at, version = version + 1, api_key_encrypted = NULL, api_key_last4 = NULL
        WHERE id = @id AND version = @expectedVersion AND deleted_at IS NULL
        """;

    private const string StatusSql =
        """
        WITH changed AS (
            UPDATE agents SET status = @status, status_changed_at = @at
            WHERE id = @id AND deleted_at IS NULL AND status <> @status AND status_changed_at <= @at
            RETURNING id)
        INSERT INTO agent_health_events (agent_id, at, status, detail) SELECT id, @at, @status, @detail FROM changed
        """;

    /// <inheritdoc/>
    public Task<AgentInsertResult> InsertAsync(AgentRecord agent, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            async (connection, token) =>
            {
                if (await OneAsync(connection, InsertSql, agent, token) is { } inserted)
                    return new AgentInsertResult(AgentInsertOutcome.Inserted, inserted);
                var before = agent.OperationId is null ? null : await OneAsync(connection, $"SELECT {Columns} FROM agents WHERE operation_id = @OperationId", new { agent.OperationId }, token);
                return before is null ? new AgentInsertResult(AgentInsertOutcome.NameTaken, null) : new AgentInsertResult(AgentInsertOutcome.Replayed, before);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<AgentUpdateOutcome> UpdateAsync(AgentRecord agent, int expectedVersion, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(agent);
        parameters.Add("ExpectedVersion", expectedVersion);
        try
        {
            return await ChangesAsync(UpdateSql, parameters, cancellationToken) ? AgentUpdateOutcome.Updated : AgentUpdateOutcome.Stale;
        }
        catch (PostgresException e) when (e.IsUniqueViolation("agents_name_key"))
        {
            return AgentUpdateOutcome.NameTaken;
        }
    }

    /// <inheritdoc/>
    public Task<bool> SoftDeleteAsync(Guid id, int expectedVersion, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangesAsync(DeleteSql, new { id, expectedVersion, at }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SetStatusAsync(Guid id, string status, DateTimeOffset at, string? detail, CancellationToken cancellationToken) =>
        ChangesAsync(StatusSql, new { id, status, at, detail }, cancellationToken);

    private Task<bool> ChangesAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.ExecuteAsync(async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)) > 0, cancellationToken);
}
