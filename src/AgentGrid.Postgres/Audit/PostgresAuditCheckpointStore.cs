using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Audit;

/// <summary>The checkpoints in table <c>audit_checkpoints</c>.</summary>
public sealed class PostgresAuditCheckpointStore(GridDatabase database) : IAuditCheckpointStore
{
    // The lock ends with its transaction, whatever happens to this process; the work itself uses other connections.
    private const string LockSql = "SELECT pg_try_advisory_xact_lock(@space, @number)";

    /// <inheritdoc/>
    public Task<bool> AloneAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var mine = await connection.QuerySingleAsync<bool>(new CommandDefinition(
                LockSql, new { space = AdvisoryLocks.Space, number = AdvisoryLocks.AuditCheckpoints }, transaction, cancellationToken: token));
            if (mine) await work(token);
            return mine;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<string?> GetLastAsync(CancellationToken cancellationToken) => database.ExecuteAsync(
        (connection, token) => connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT checkpoint FROM audit_checkpoints ORDER BY number DESC LIMIT 1", cancellationToken: token)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AddAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO audit_checkpoints (number, time, checkpoint) VALUES (@Number, @Time, @text) ON CONFLICT (number) DO NOTHING",
            new { checkpoint.Number, checkpoint.Time, text = checkpoint.ToString() },
            cancellationToken: token)) == 1,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(long from, int limit, CancellationToken cancellationToken) => database.ExecuteAsync<IReadOnlyList<string>>(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT checkpoint FROM audit_checkpoints WHERE number >= @from ORDER BY number LIMIT @limit", new { from, limit }, cancellationToken: token))).AsList(),
        cancellationToken);
}
