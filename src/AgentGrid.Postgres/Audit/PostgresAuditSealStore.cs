using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Audit;

/// <summary>Takes contents of table <c>audit_contents</c> away, as role <c>grid_sealer</c>: the application's own may not.</summary>
public sealed class PostgresAuditSealStore(GridDatabase database) : IAuditSealStore
{
    private const string FirstSql =
        """
        SELECT name, index FROM audit_chains n
        CROSS JOIN LATERAL (SELECT index FROM audit_contents c WHERE c.chain = n.id ORDER BY index LIMIT 1) AS first
        """;

    /// <inheritdoc/>
    public Task<bool> AloneAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        SessionLock.RunAsync(database, AdvisoryLocks.AuditSealing, work, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> FindFirstContentsAsync(CancellationToken cancellationToken) => database.ExecuteAsync<IReadOnlyDictionary<string, long>>(
        async (connection, token) => (await connection.QueryAsync<(string Name, long Index)>(new CommandDefinition(FirstSql, cancellationToken: token)))
            .ToDictionary(first => first.Name, first => first.Index, StringComparer.Ordinal),
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> DeleteContentsAsync(string chain, long from, long through, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            // Ends with the transaction.
            await connection.ExecuteAsync(new CommandDefinition($"SET LOCAL ROLE {ApplicationRole.Sealer}", transaction: transaction, cancellationToken: token));
            return await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM audit_contents WHERE chain = (SELECT id FROM audit_chains WHERE name = @chain) AND index BETWEEN @from AND @through",
                new { chain, from, through },
                transaction,
                cancellationToken: token));
        },
        cancellationToken);
}
