using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using Npgsql;

namespace AgentGrid.Bench.RoomFaults;

/// <summary>What is in the database in the end, read by SQL and not through the grid.</summary>
internal sealed class StoredRooms
{
    private readonly Dictionary<Guid, List<RoomPlace>> _rooms = [];
    private readonly Dictionary<Guid, (Guid Sender, string ClientMessageId)> _keys = [];
    private readonly HashSet<(Guid Room, Guid Sender, string ClientMessageId)> _distinct = [];

    /// <summary>Faults of the rows themselves.</summary>
    internal FaultTally Tally { get; } = new("database (SQL)");

    /// <summary>What the verifier of the chains found; empty when all are intact.</summary>
    internal List<string> Findings { get; } = [];

    /// <summary>A room's messages in their order.</summary>
    internal IReadOnlyList<RoomPlace> this[Guid room] => _rooms.GetValueOrDefault(room, []);

    /// <summary>Whether this message was written by this sender under this id.</summary>
    internal bool IsOf(Guid message, Guid sender, string clientMessageId) => _keys.TryGetValue(message, out var key) && key == (sender, clientMessageId);

    internal static async Task<StoredRooms> ReadAsync(string connectionString, CancellationToken cancellation)
    {
        var stored = new StoredRooms();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            """
            SELECT room_id, seq, id, epoch, sender_id, sender_kind, sender_name, body, content_type, reply_to, metadata, client_message_id, created_at, fingerprint, previous_fingerprint
            FROM room_messages ORDER BY room_id, seq
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        AuditChainVerifier? chain = null;
        Guid? room = null;
        while (await reader.ReadAsync(cancellation))
        {
            var message = Message(reader);
            if (room != message.RoomId)
            {
                stored.Complete(chain);
                chain = new AuditChainVerifier(AuditHead.Empty(AuditChains.OfRoom(message.RoomId)));
                room = message.RoomId;
            }

            chain!.Add(RoomChain.Link(message), RoomChain.ContentHash(message));
            stored.Add(message);
        }

        stored.Complete(chain);
        return stored;
    }

    private void Complete(AuditChainVerifier? chain)
    {
        if (chain?.Complete() is not { } finding) return;
        Findings.Add($"{finding}");
        Tally.Wrong++;
    }

    private void Add(RoomMessage message)
    {
        if (!_rooms.TryGetValue(message.RoomId, out var places)) _rooms[message.RoomId] = places = [];
        Tally.Messages++;
        Tally.Holes += message.Seq - 1 - (places.Count == 0 ? 0 : places[^1].Seq);
        places.Add(new RoomPlace(message.Seq, message.Id, RoomPlace.Half(message.Fingerprint.ToString())));
        if (!_distinct.Add((message.RoomId, message.SenderId, message.ClientMessageId))) Tally.Duplicated++;
        if (!_keys.TryAdd(message.Id, (message.SenderId, message.ClientMessageId))) Tally.Duplicated++;
    }

    private static RoomMessage Message(NpgsqlDataReader row) => new()
    {
        RoomId = row.GetGuid(0),
        Seq = row.GetInt64(1),
        Id = row.GetGuid(2),
        Epoch = row.GetInt64(3),
        SenderId = row.GetGuid(4),
        SenderKind = row.GetString(5),
        SenderName = row.GetString(6),
        Body = row.GetString(7),
        ContentType = row.GetString(8),
        ReplyTo = row.IsDBNull(9) ? null : row.GetGuid(9),
        Metadata = row.IsDBNull(10) ? null : row.GetString(10),
        ClientMessageId = row.GetString(11),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(12),
        Fingerprint = new AuditFingerprint(row.GetFieldValue<byte[]>(13)),
        Previous = new AuditFingerprint(row.GetFieldValue<byte[]>(14)),
    };
}
