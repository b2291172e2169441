using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Database;
using Npgsql;

namespace AgentGrid.Postgres.Audit;

/// <content>Lists and walks.</content>
public sealed partial class PostgresAuditStore
{
    private const string ListTag = "audit";
    private const int Portion = 2_000;

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditHead>> ListHeadsAsync(CancellationToken cancellationToken) => database.ExecuteAsync<IReadOnlyList<AuditHead>>(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                SELECT name, epoch, index, fingerprint FROM audit_chains
                CROSS JOIN LATERAL (SELECT epoch, index, fingerprint FROM audit_heads WHERE chain = id ORDER BY index DESC LIMIT 1) AS last
                """,
                connection);
            await using var row = await command.ExecuteReaderAsync(token);
            var heads = new List<AuditHead>();
            while (await row.ReadAsync(token))
                heads.Add(new AuditHead(row.GetString(0), row.GetInt32(1), row.GetInt64(2), AuditRow.Digest(row, 3)));
            return heads;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AuditEntry>> ListAsync(int limit, string? cursor, AuditFilter filter, CancellationToken cancellationToken)
    {
        var key = PageCursor.Decode(ListTag, cursor, 3);
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand { Connection = connection };
                command.CommandText = ListSql(command.Parameters, filter, key, limit);
                await using var row = await command.ExecuteReaderAsync(token);
                var entries = new List<AuditEntry>();
                var chains = new List<int>();
                while (await row.ReadAsync(token))
                {
                    entries.Add(AuditRow.Read(row, row.GetString(18)));
                    chains.Add(row.GetInt32(19));
                }

                return entries.Count > limit ? new Page<AuditEntry>(entries[..limit], Cursor(entries[limit - 1], chains[limit - 1])) : new Page<AuditEntry>(entries, null);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(string chain, long from, long through, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (from <= through)
        {
            var last = through - from < Portion ? through : from + Portion - 1;
            var entries = await ReadPortionAsync(chain, from, last, cancellationToken);
            foreach (var entry in entries)
                yield return entry;
            if (entries.Count == 0 && !await AnyAfterAsync(chain, last, through, cancellationToken)) yield break;
            from = last + 1;
        }
    }

    // Each chain gives its newest through its own index; few chains have much, so this beats sorting them together. One row more than asked for tells of a next page.
    private static string ListSql(NpgsqlParameterCollection parameters, AuditFilter filter, string[]? after, int limit)
    {
        var where = new StringBuilder("c.chain = n.id");
        if (filter.From is { } from) where.Append(" AND c.time >= ").Append(Add(from.UtcDateTime));
        if (filter.To is { } to) where.Append(" AND c.time < ").Append(Add(to.UtcDateTime));
        if (filter.Actor is { } actor) where.Append(CultureInfo.InvariantCulture, $" AND right(c.actor_id, 8) = right({Add(actor)}, 8) AND c.actor_id = {Add(actor)}");
        if (filter.Target is { } target) where.Append(CultureInfo.InvariantCulture, $" AND right(c.target_id, 8) = right({Add(target)}, 8) AND c.target_id = {Add(target)}");
        // Literals: only so can the planner know that an index of a part will do.
        if (filter.Action is { } action) where.Append(" AND c.action = ").Append(Add(action)).Append(action == AuditActions.DispatchDone ? "" : $" AND c.action <> '{AuditActions.DispatchDone}'");
        if (filter.Result is { } result) where.Append(CultureInfo.InvariantCulture, $" AND c.result = {(int)result}::smallint");
        if (after is not null)
        {
            var time = Add(new DateTime(Number(after[0]), DateTimeKind.Utc));
            where.Append(CultureInfo.InvariantCulture, $" AND c.time <= {time} AND (c.time, c.chain, c.index) < ({time}, {Add((int)Number(after[1]))}, {Add(Number(after[2]))})");
        }

        var take = Add(limit + 1);
        return $"""
            SELECT {AuditRow.Columns}, c.name, c.chain FROM (
                SELECT c.*, n.name FROM audit_chains n
                CROSS JOIN LATERAL (SELECT * FROM audit_contents c WHERE {where} ORDER BY c.time DESC, c.index DESC LIMIT {take}) AS c
                {(filter.Chains is { } chains ? $"WHERE n.name = ANY ({Add(chains.ToArray())})" : "")}
                ORDER BY c.time DESC, c.chain DESC, c.index DESC LIMIT {take}) AS c
            JOIN audit_heads h ON h.chain = c.chain AND h.index = c.index
            ORDER BY c.time DESC, c.chain DESC, c.index DESC
            """;

        string Add<T>(T value)
        {
            parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            return $"${parameters.Count}";
        }
    }

    private static string Cursor(AuditEntry last, int chain) => PageCursor.Encode(
        ListTag, Text(last.Event!.Time.UtcTicks), Text(chain), Text(last.Link.Index));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= DateTime.MaxValue.Ticks
        ? number
        : throw new FormatException("The cursor does not belong to this list.");

    private Task<List<AuditEntry>> ReadPortionAsync(string chain, long from, long through, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                $"""
                SELECT {AuditRow.Columns} FROM audit_heads h LEFT JOIN audit_contents c ON c.chain = h.chain AND c.index = h.index
                WHERE h.chain = (SELECT id FROM audit_chains WHERE name = $1) AND h.index BETWEEN $2 AND $3 ORDER BY h.index
                """,
                connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = chain });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = through });
            await using var row = await command.ExecuteReaderAsync(token);
            var entries = new List<AuditEntry>();
            while (await row.ReadAsync(token))
                entries.Add(AuditRow.Read(row, chain));
            return entries;
        },
        cancellationToken);

    // The end of the chain, or a hole as large as a portion?
    private Task<bool> AnyAfterAsync(string chain, long index, long through, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT EXISTS (SELECT 1 FROM audit_heads WHERE chain = (SELECT id FROM audit_chains WHERE name = $1) AND index > $2 AND index <= $3)", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = chain });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = index });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = through });
            return await command.ExecuteScalarAsync(token) is true;
        },
        cancellationToken);
}
