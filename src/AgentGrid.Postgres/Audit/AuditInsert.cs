using AgentGrid.Domain.Audit;
using Npgsql;
using NpgsqlTypes;

namespace AgentGrid.Postgres.Audit;

/// <summary>Writes entries of one chain: two statements in one round trip, a column of all entries per parameter.</summary>
internal static class AuditInsert
{
    private const string HeadsSql =
        """
        INSERT INTO audit_heads (index, chain, epoch, version, previous_fingerprint, content_hash, fingerprint)
        SELECT entry.index, $1, entry.epoch, entry.version, entry.previous, entry.content, entry.fingerprint
        FROM unnest($2, $3, $4, $5, $6, $7) AS entry (index, epoch, version, previous, content, fingerprint)
        """;

    private const string ContentsSql =
        """
        INSERT INTO audit_contents (index, chain, time, result, action, actor_id, actor_kind, actor_name, target_type, target_id, target_name, address, request_id, details)
        SELECT entry.index, $1, entry.time, entry.result, entry.action, entry.actor_id, entry.actor_kind, entry.actor_name, entry.target_type, entry.target_id, entry.target_name,
               entry.address, entry.request_id, entry.details
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS entry
            (index, time, result, action, actor_id, actor_kind, actor_name, target_type, target_id, target_name, address, request_id, details)
        """;

    /// <summary>Runs both statements; without a transaction they are one by themselves.</summary>
    internal static async Task RunAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, int chain, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Heads(chain, entries), Contents(chain, entries) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Heads(int chain, IReadOnlyList<AuditEntry> entries) => new(HeadsSql)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = chain },
            Column(entries, NpgsqlDbType.Bigint, static entry => entry.Link.Index),
            Column(entries, NpgsqlDbType.Integer, static entry => checked((int)entry.Link.Epoch)),
            Column(entries, NpgsqlDbType.Smallint, static entry => checked((short)entry.Link.Version)),
            Column(entries, NpgsqlDbType.Bytea, static entry => entry.Link.Previous.ToArray()),
            Column(entries, NpgsqlDbType.Bytea, static entry => entry.Link.ContentHash.ToArray()),
            Column(entries, NpgsqlDbType.Bytea, static entry => entry.Link.Fingerprint.ToArray()),
        },
    };

    private static NpgsqlBatchCommand Contents(int chain, IReadOnlyList<AuditEntry> entries) => new(ContentsSql)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = chain },
            Column(entries, NpgsqlDbType.Bigint, static entry => entry.Link.Index),
            Column(entries, NpgsqlDbType.TimestampTz, static entry => entry.Event!.Time.UtcDateTime),
            Column(entries, NpgsqlDbType.Smallint, static entry => (short)entry.Event!.Result),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Action),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Actor.Id),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Actor.Kind),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Actor.Name),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Target?.Type),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Target?.Id),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Target?.Name),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Address),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.RequestId),
            Column(entries, NpgsqlDbType.Text, static entry => entry.Event!.Details),
        },
    };

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<AuditEntry> entries, NpgsqlDbType type, Func<AuditEntry, T> field)
    {
        var values = new T[entries.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = field(entries[i]);
        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
