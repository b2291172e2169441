using System.Globalization;
using AgentGrid.Domain;
using AgentGrid.Domain.Agents;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Agents;

/// <summary>The registered agents in table <c>agents</c>, their status changes in <c>agent_health_events</c>.</summary>
public sealed partial class PostgresAgentStore(GridDatabase database) : IAgentStore
{
    private const string Columns =
        """
        id, position, name, display_name, role, kind, endpoint, model, api_key_encrypted, api_key_last4, pool, weight, max_concurrency, timeout_seconds,
        max_fails, fail_timeout_seconds, health_path, status, status_changed_at, version, operation_id, created_at, updated_at
        """;

    private const string ListTag = "agents";
    private const string HistoryTag = "agent-health";

    /// <inheritdoc/>
    public Task<AgentRecord?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        OneAsync($"SELECT {Columns} FROM agents WHERE id = @id AND deleted_at IS NULL", new { id }, cancellationToken);

    /// <inheritdoc/>
    public Task<AgentRecord?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        OneAsync($"SELECT {Columns} FROM agents WHERE name = @name AND deleted_at IS NULL", new { name }, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AgentRecord>> ListAsync(int limit, string? cursor, AgentFilter filter, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            after = PageCursor.DecodeNumber(ListTag, cursor) ?? 0,
            take = limit + 1,
            filter.Pool,
            filter.Kind,
            filter.Status,
            like = filter.Query is null ? null : $"%{EscapeLike(filter.Query)}%",
        };
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<AgentRecord>(new CommandDefinition(
                    $"""
                    SELECT {Columns} FROM agents
                    WHERE deleted_at IS NULL AND position > @after
                      AND (@Pool::text IS NULL OR pool = @Pool) AND (@Kind::text IS NULL OR kind = @Kind) AND (@Status::text IS NULL OR @Status = CASE WHEN weight = 0 AND endpoint IS NOT NULL THEN 'draining' ELSE status END)
                      AND (@like::text IS NULL OR name ILIKE @like OR display_name ILIKE @like)
                    ORDER BY position LIMIT @take
                    """,
                    parameters,
                    cancellationToken: token))).AsList();
                return Cut(rows, limit, last => PageCursor.Encode(ListTag, Text(last.Position)));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AgentRecord>> ListPoolMembersAsync(string pool, CancellationToken cancellationToken) =>
        ManyAsync<AgentRecord>($"SELECT {Columns} FROM agents WHERE pool = @pool AND deleted_at IS NULL AND endpoint IS NOT NULL ORDER BY position", new { pool }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListPoolsAsync(CancellationToken cancellationToken) =>
        ManyAsync<string>("SELECT pool FROM agents WHERE deleted_at IS NULL UNION SELECT 'default' ORDER BY 1", new { }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> ListProbedIdsAsync(CancellationToken cancellationToken) =>
        ManyAsync<Guid>("SELECT id FROM agents WHERE deleted_at IS NULL AND endpoint IS NOT NULL ORDER BY position", new { }, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AgentHealthEvent>> HealthHistoryAsync(Guid id, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var parameters = new { id, before = PageCursor.DecodeNumber(HistoryTag, cursor) ?? long.MaxValue, take = limit + 1 };
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<AgentHealthEvent>(new CommandDefinition(
                    "SELECT id, agent_id, at, status, detail FROM agent_health_events WHERE agent_id = @id AND id < @before ORDER BY id DESC LIMIT @take",
                    parameters,
                    cancellationToken: token))).AsList();
                return Cut(rows, limit, last => PageCursor.Encode(HistoryTag, Text(last.Id)));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AgentHealthEvent>> HealthChangesAsync(long? after, int limit, CancellationToken cancellationToken) => ManyAsync<AgentHealthEvent>(
        after is null
            ? "SELECT id, agent_id, at, status, detail FROM agent_health_events ORDER BY id DESC LIMIT 1"
            : "SELECT id, agent_id, at, status, detail FROM agent_health_events WHERE id > @after ORDER BY id LIMIT @limit",
        new { after, limit },
        cancellationToken);

    private Task<AgentRecord?> OneAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.ExecuteAsync((connection, token) => OneAsync(connection, sql, parameters, token), cancellationToken);

    private static Task<AgentRecord?> OneAsync(NpgsqlConnection connection, string sql, object parameters, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<AgentRecord>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));

    private Task<IReadOnlyList<T>> ManyAsync<T>(string sql, object parameters, CancellationToken cancellationToken) =>
        database.ExecuteAsync<IReadOnlyList<T>>(
            async (connection, token) => (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: token))).AsList(), cancellationToken);

    /// <summary>One row more than asked for was read: its presence tells whether there is a next page.</summary>
    private static Page<T> Cut<T>(List<T> rows, int limit, Func<T, string> cursor) =>
        rows.Count > limit ? new Page<T>(rows[..limit], cursor(rows[limit - 1])) : new Page<T>(rows, null);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
