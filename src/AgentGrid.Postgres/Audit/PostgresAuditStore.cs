using System.Collections.Concurrent;
using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Audit;

/// <summary>The chains in tables <c>audit_heads</c> and <c>audit_contents</c>, what waits for them in <c>audit_outbox</c>.</summary>
public sealed partial class PostgresAuditStore(GridDatabase database) : IAuditStore
{
    private const string PlaceKey = "audit_heads_pkey";
    private const string PreviousKey = "audit_heads_previous_key";

    // Returns just what it deleted: rows that another mover is moving are waited for and then gone. No event is moved twice.
    private const string TakeSql =
        """
        DELETE FROM audit_outbox WHERE id IN (SELECT id FROM audit_outbox WHERE chain = @chain ORDER BY id LIMIT @limit)
        RETURNING id, at, event
        """;

    // Names never change their numbers, and the application cannot delete one.
    private readonly ConcurrentDictionary<string, int> _chains = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<AuditHead> GetHeadAsync(string chain, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT epoch, index, fingerprint FROM audit_heads WHERE chain = (SELECT id FROM audit_chains WHERE name = $1) ORDER BY index DESC LIMIT 1", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = chain });
            await using var row = await command.ExecuteReaderAsync(token);
            return await row.ReadAsync(token) ? new AuditHead(chain, row.GetInt32(0), row.GetInt64(1), AuditRow.Digest(row, 2)) : AuditHead.Empty(chain);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<AuditLink?> FindLinkAsync(string chain, long index, CancellationToken cancellationToken) => database.ExecuteAsync<AuditLink?>(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                $"SELECT {AuditRow.LinkColumns} FROM audit_heads h WHERE h.chain = (SELECT id FROM audit_chains WHERE name = $1) AND h.index = $2", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = chain });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = index });
            await using var row = await command.ExecuteReaderAsync(token);
            return await row.ReadAsync(token) ? AuditRow.ReadLink(row, chain) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var chain = await ChainAsync(entries[0].Link.Chain, cancellationToken);
        try
        {
            return await database.ExecuteAsync(
                async (connection, token) =>
                {
                    await AuditInsert.RunAsync(connection, null, chain, entries, token);
                    return true;
                },
                cancellationToken);
        }
        catch (PostgresException lost) when (IsLost(lost))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task AddToOutboxAsync(string chain, AuditEvent happened, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            await AuditOutbox.AddAsync(connection, null, happened, token, chain);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<AuditMove> MoveOutboxAsync(AuditHead head, int limit, CancellationToken cancellationToken)
    {
        var chain = await ChainAsync(head.Chain, cancellationToken);
        try
        {
            return await database.TransactAsync(
                async (connection, transaction, token) =>
                {
                    var waiting = await connection.QueryAsync<(long Id, DateTime At, string Event)>(
                        new CommandDefinition(TakeSql, new { chain = head.Chain, limit }, transaction, cancellationToken: token));
                    var entries = Link(head, waiting.OrderBy(row => row.Id));
                    if (entries.Count == 0) return new AuditMove(0, head);
                    await AuditInsert.RunAsync(connection, transaction, chain, entries, token);
                    return new AuditMove(entries.Count, entries[^1].Link.Head);
                },
                cancellationToken);
        }
        catch (PostgresException lost) when (IsLost(lost))
        {
            return new AuditMove(null, head);
        }
    }

    /// <inheritdoc/>
    public Task<AuditOutboxState> MeasureOutboxAsync(int limit, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            var chains = (await connection.QueryAsync<(string Chain, int Events, double Seconds)>(new CommandDefinition(
                """
                SELECT chain, count(*)::int, extract(epoch FROM clock_timestamp() - min(at))::float8
                FROM (SELECT chain, at FROM audit_outbox ORDER BY id LIMIT @limit) AS oldest GROUP BY chain
                """,
                new { limit },
                cancellationToken: token))).AsList();
            var oldest = chains.Count == 0 ? 0 : Math.Max(0, chains.Max(chain => chain.Seconds));
            return new AuditOutboxState([.. chains.Select(chain => chain.Chain)], chains.Sum(chain => chain.Events), TimeSpan.FromSeconds(oldest));
        },
        cancellationToken);

    private static List<AuditEntry> Link(AuditHead head, IEnumerable<(long Id, DateTime At, string Event)> waiting)
    {
        var content = new AuditContent();
        var entries = new List<AuditEntry>();
        foreach (var (id, at, text) in waiting)
        {
            entries.Add(OutboxEvent.Chain(head, id, new DateTimeOffset(at), text, content));
            head = entries[^1].Link.Head;
        }

        return entries;
    }

    private static bool IsLost(PostgresException exception) =>
        exception.IsUniqueViolation(PlaceKey) || exception.IsUniqueViolation(PreviousKey) || exception.SqlState == PostgresErrorCodes.DeadlockDetected;

    private async ValueTask<int> ChainAsync(string name, CancellationToken cancellationToken)
    {
        if (_chains.TryGetValue(name, out var known)) return known;
        var id = await database.ExecuteAsync(
            async (connection, token) =>
            {
                await connection.ExecuteAsync(new CommandDefinition("INSERT INTO audit_chains (name) VALUES (@name) ON CONFLICT (name) DO NOTHING", new { name }, cancellationToken: token));
                return await connection.QuerySingleAsync<int>(new CommandDefinition("SELECT id FROM audit_chains WHERE name = @name", new { name }, cancellationToken: token));
            },
            cancellationToken);
        return _chains.GetOrAdd(name, id);
    }
}
