using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using Dapper;

namespace AgentGrid.Postgres.Rooms;

/// <content>What was said.</content>
public sealed partial class PostgresRoomStore
{
    private const string MessageColumns =
        """
        m.room_id, m.seq, m.id, m.epoch, m.sender_id, m.sender_kind, m.sender_name, m.body, m.content_type, m.reply_to, m.metadata, m.client_message_id, m.created_at,
        m.fingerprint, m.previous_fingerprint
        """;

    /// <inheritdoc/>
    public Task<RoomAppendOutcome> AppendAsync(RoomBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        return _appends.AddAsync(batch);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RoomMessage>> FindAsync(Guid roomId, IReadOnlyList<(Guid SenderId, string ClientMessageId)> keys, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<RoomMessage>>(
            "room.find",
            async (connection, token) => [.. (await connection.QueryAsync<MessageRow>(new CommandDefinition(
                $"""
                SELECT {MessageColumns} FROM unnest(@senders, @clients) AS wanted (sender_id, client_message_id)
                JOIN room_messages m ON m.room_id = @roomId AND m.sender_id = wanted.sender_id AND m.client_message_id = wanted.client_message_id
                """,
                new { roomId, senders = keys.Select(key => key.SenderId).ToArray(), clients = keys.Select(key => key.ClientMessageId).ToArray() },
                cancellationToken: token))).Select(row => row.ToMessage())],
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> ExistingAsync(Guid roomId, IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<Guid>>(
        "room.existing",
        async (connection, token) => (await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT id FROM room_messages WHERE id = ANY (@ids) AND room_id = @roomId", new { roomId, ids = messageIds.ToArray() }, cancellationToken: token))).AsList(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<RoomHistory?> ReadAsync(RoomHistoryQuery query, Guid? readerId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var page = query.After is null
            ? "m.seq < coalesce((SELECT seq FROM room_messages WHERE id = @Before AND room_id = @RoomId), 9223372036854775807) ORDER BY m.seq DESC"
            : "m.seq > @After ORDER BY m.seq";
        return ReadAsync(
            "room.history",
            async (connection, token) =>
            {
                var (ends, rows) = await connection.QueryAsync<End, MessageRow>(new CommandDefinition(
                    $"""
                    SELECT r.epoch, coalesce((SELECT max(seq) FROM room_messages m WHERE m.room_id = r.id), 0) AS head FROM rooms r
                    WHERE r.id = @RoomId AND r.deleted_at IS NULL AND {IsReaderSql} AND (@Before::uuid IS NULL OR EXISTS (SELECT FROM room_messages WHERE id = @Before AND room_id = @RoomId));
                    SELECT {MessageColumns} FROM room_messages m WHERE m.room_id = @RoomId AND {page} LIMIT @take
                    """,
                    new { query.RoomId, query.Before, query.After, readerId, take = query.Limit + 1 },
                    cancellationToken: token));
                if (ends.SingleOrDefault() is not { } end) return null;
                var messages = rows.Take(query.Limit).Select(row => row.ToMessage()).ToArray();
                // What was written between the two statements belongs to the head as well.
                var head = Math.Max(end.Head, messages.Length == 0 ? 0 : messages.Max(message => message.Seq));
                return new RoomHistory(end.Epoch, head, messages, rows.Count > query.Limit);
            },
            cancellationToken);
    }

    private sealed record End(long Epoch, long Head);

    private sealed class MessageRow
    {
        public Guid RoomId { get; init; }

        public long Seq { get; init; }

        public Guid Id { get; init; }

        public long Epoch { get; init; }

        public Guid SenderId { get; init; }

        public string SenderKind { get; init; } = "";

        public string SenderName { get; init; } = "";

        public string Body { get; init; } = "";

        public string ContentType { get; init; } = "";

        public Guid? ReplyTo { get; init; }

        public string? Metadata { get; init; }

        public string ClientMessageId { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public byte[] Fingerprint { get; init; } = [];

        public byte[] PreviousFingerprint { get; init; } = [];

        public RoomMessage ToMessage() => new()
        {
            Id = Id,
            RoomId = RoomId,
            Seq = Seq,
            Epoch = Epoch,
            SenderId = SenderId,
            SenderKind = SenderKind,
            SenderName = SenderName,
            Body = Body,
            ContentType = ContentType,
            ReplyTo = ReplyTo,
            Metadata = Metadata,
            ClientMessageId = ClientMessageId,
            CreatedAt = CreatedAt,
            Fingerprint = new AuditFingerprint(Fingerprint),
            Previous = new AuditFingerprint(PreviousFingerprint),
        };
    }
}
