using System.Runtime.CompilerServices;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Rooms;

/// <content>Messages as chains of the audit log.</content>
public sealed partial class PostgresRoomStore
{
    private const string ChainList = "room-chain";
    private const int Portion = 200;

    // Which heads the system's chain knows is kept beside it, so that finding those that moved costs an index look-up for each room.
    private const string MovedSql =
        """
        SELECT r.id AS room_id, r.slug, last.epoch, last.seq, last.fingerprint FROM rooms r
        CROSS JOIN LATERAL (SELECT m.epoch, m.seq, m.fingerprint FROM room_messages m WHERE m.room_id = r.id ORDER BY m.seq DESC LIMIT 1) last
        LEFT JOIN room_anchors a ON a.room_id = r.id
        WHERE a.seq IS NULL OR a.seq < last.seq
        ORDER BY r.id LIMIT @limit
        """;

    private const string AnchorSql =
        """
        INSERT INTO room_anchors AS a (room_id, seq) SELECT * FROM unnest(@rooms, @seqs)
        ON CONFLICT (room_id) DO UPDATE SET seq = excluded.seq WHERE a.seq < excluded.seq
        RETURNING room_id
        """;

    /// <inheritdoc/>
    public Task<Page<RoomMessage>> ListAsync(Guid roomId, int limit, string? cursor, AuditFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var parameters = new
        {
            roomId,
            before = PageCursor.DecodeNumber(ChainList, cursor) ?? long.MaxValue,
            from = filter.From?.UtcDateTime ?? DateTime.UnixEpoch,
            to = filter.To?.UtcDateTime,
            isActor = filter.Actor is not null,
            actor = Id(filter.Actor),
            isTarget = filter.Target is not null,
            target = Id(filter.Target),
            take = limit + 1,
        };
        return ReadAsync(
            "room.chain",
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<MessageRow>(new CommandDefinition(
                    $"""
                    SELECT {MessageColumns} FROM room_messages m
                    WHERE m.room_id = @roomId AND m.seq < @before AND m.created_at >= @from AND (@to::timestamptz IS NULL OR m.created_at < @to)
                      AND (NOT @isActor OR m.sender_id = @actor) AND (NOT @isTarget OR m.id = @target)
                    ORDER BY m.seq DESC LIMIT @take
                    """,
                    parameters,
                    cancellationToken: token))).Select(row => row.ToMessage()).ToList();
                return Cut(rows, limit, last => PageCursor.Encode(ChainList, Text(last.Seq)));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RoomMessage> ReadAsync(Guid roomId, long from, long through, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (from <= through)
        {
            var rows = await ReadAsync(
                "room.walk",
                async (connection, token) => (await connection.QueryAsync<MessageRow>(new CommandDefinition(
                    $"SELECT {MessageColumns} FROM room_messages m WHERE m.room_id = @roomId AND m.seq >= @from AND m.seq <= @through ORDER BY m.seq LIMIT {Portion}",
                    new { roomId, from, through },
                    cancellationToken: token))).AsList(),
                cancellationToken);
            foreach (var row in rows) yield return row.ToMessage();
            if (rows.Count < Portion) yield break;
            from = rows[^1].Seq + 1;
        }
    }

    /// <inheritdoc/>
    public Task<int> AnchorAsync(int limit, Func<RoomAnchor, AuditEvent> describe, CancellationToken cancellationToken) => ChangeAsync(
        "room.anchor",
        async (connection, transaction, token) =>
        {
            var moved = (await connection.QueryAsync<MovedRoom>(new CommandDefinition(MovedSql, new { limit }, transaction, cancellationToken: token))).AsList();
            if (moved.Count == 0) return 0;
            // Of two processes one waits here for the other, and then finds it done.
            var anchored = (await connection.QueryAsync<Guid>(new CommandDefinition(
                AnchorSql, new { rooms = moved.Select(room => room.RoomId).ToArray(), seqs = moved.Select(room => room.Seq).ToArray() }, transaction, cancellationToken: token))).ToHashSet();
            await AuditOutbox.AddAsync(connection, transaction, [.. moved.Where(room => anchored.Contains(room.RoomId)).Select(room => describe(room.ToAnchor()))], token);
            return moved.Count;
        },
        cancellationToken);

    // What is no id names nothing here.
    private static Guid Id(string? text) => Guid.TryParseExact(text, "D", out var id) ? id : Guid.Empty;

    private sealed class MovedRoom
    {
        public Guid RoomId { get; init; }

        public string Slug { get; init; } = "";

        public long Epoch { get; init; }

        public long Seq { get; init; }

        public byte[] Fingerprint { get; init; } = [];

        public RoomAnchor ToAnchor() => new(RoomId, Slug, Epoch, Seq, new AuditFingerprint(Fingerprint));
    }
}
