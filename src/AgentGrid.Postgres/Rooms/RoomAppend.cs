using AgentGrid.Domain.Rooms;
using AgentGrid.Postgres.Database;
using Npgsql;

namespace AgentGrid.Postgres.Rooms;

/// <summary>The one statement that writes messages.</summary>
internal static class RoomAppend
{
    // A room that was changed, deleted or restored since its writer judged it takes nothing; a seq or a sender's id that is there already fails the statement.
    private const string Sql =
        """
        WITH written AS (
            INSERT INTO room_messages (room_id, seq, id, epoch, sender_id, sender_kind, sender_name, body, content_type, reply_to, metadata, client_message_id, created_at,
                fingerprint, previous_fingerprint)
            SELECT given.room_id, given.seq, given.id, given.epoch, given.sender_id, given.sender_kind, given.sender_name, given.body, given.content_type, given.reply_to,
                given.metadata, given.client_message_id, given.created_at, given.fingerprint, given.previous_fingerprint
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) AS given (room_id, version, seq, id, epoch, sender_id, sender_kind, sender_name,
                body, content_type, reply_to, metadata, client_message_id, created_at, fingerprint, previous_fingerprint)
            JOIN rooms ON rooms.id = given.room_id AND rooms.version = given.version AND rooms.epoch = given.epoch AND rooms.deleted_at IS NULL
            RETURNING room_id)
        SELECT room_id, count(*) FROM written GROUP BY room_id
        """;

    /// <summary>How many messages of which room were written: all of a room or none.</summary>
    /// <exception cref="PostgresException">Nothing was written.</exception>
    public static async Task<Dictionary<Guid, long>> WriteAsync(GridDatabase database, IEnumerable<RoomBatch> batches)
    {
        using var timed = RoomQueryTimes.Begin("room.append");
        var rows = batches.SelectMany(batch => batch.Messages, (batch, message) => (batch.Version, Message: message)).ToArray();
        return await database.ExecuteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(Sql, connection);
                Add(command, rows, row => row.Message.RoomId);
                Add(command, rows, row => row.Version);
                Add(command, rows, row => row.Message.Seq);
                Add(command, rows, row => row.Message.Id);
                Add(command, rows, row => row.Message.Epoch);
                Add(command, rows, row => row.Message.SenderId);
                Add(command, rows, row => row.Message.SenderKind);
                Add(command, rows, row => row.Message.SenderName);
                Add(command, rows, row => row.Message.Body);
                Add(command, rows, row => row.Message.ContentType);
                Add(command, rows, row => row.Message.ReplyTo);
                Add(command, rows, row => row.Message.Metadata);
                Add(command, rows, row => row.Message.ClientMessageId);
                Add(command, rows, row => row.Message.CreatedAt);
                Add(command, rows, row => row.Message.Fingerprint.ToArray());
                Add(command, rows, row => row.Message.Previous.ToArray());
                var written = new Dictionary<Guid, long>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token)) written[reader.GetGuid(0)] = reader.GetInt64(1);
                return written;
            },
            CancellationToken.None);
    }

    private static void Add<T>(NpgsqlCommand command, (int Version, RoomMessage Message)[] rows, Func<(int Version, RoomMessage Message), T> value) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = Array.ConvertAll(rows, row => value(row)) });
}
