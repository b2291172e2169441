using System.Globalization;
using AgentGrid.Domain;
using AgentGrid.Domain.Rooms;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Rooms;

/// <summary>Rooms in tables <c>rooms</c>, <c>room_members</c> and <c>room_messages</c>.</summary>
public sealed partial class PostgresRoomStore : IRoomStore, IRoomChainStore
{
    private const string RoomColumns =
        """
        r.id, r.position, r.slug, r.name, r.epoch, r.version, r.operation_id, r.created_at, r.updated_at,
        (SELECT count(*) FROM room_members m WHERE m.room_id = r.id)::int AS members,
        coalesce((SELECT max(seq) FROM room_messages m WHERE m.room_id = r.id), 0) AS head
        """;

    private const string RoomSql = $"SELECT {RoomColumns} FROM rooms r WHERE r.id = @roomId AND r.deleted_at IS NULL";

    private const string MembersSql =
        """
        SELECT m.member_id, CASE WHEN m.agent_id IS NULL THEN 'user' ELSE 'agent' END AS kind, coalesce(a.display_name, u.display_name) AS name, m.added_at, m.position
        FROM room_members m
        LEFT JOIN agents a ON a.id = m.agent_id AND a.deleted_at IS NULL
        LEFT JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
        WHERE m.room_id = @roomId AND coalesce(a.id, u.id) IS NOT NULL
        """;

    private const string IsReaderSql = "(@readerId::uuid IS NULL OR EXISTS (SELECT FROM room_members m WHERE m.room_id = r.id AND m.member_id = @readerId))";
    private const string RoomList = "rooms";
    private const string MemberList = "room-members";
    private readonly GridDatabase _database;
    private readonly RoomAppendQueue _appends;

    public PostgresRoomStore(GridDatabase database) => (_database, _appends) = (database, new RoomAppendQueue(database));

    /// <inheritdoc/>
    public Task<RoomState?> LoadAsync(Guid roomId, CancellationToken cancellationToken) => ReadAsync(
        "room.load",
        async (connection, token) =>
        {
            // One snapshot: version, head and members belong together.
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token);
            var (rooms, members, last) = await connection.QueryAsync<RoomRecord, RoomMemberRecord, LastMessage>(new CommandDefinition(
                $"{RoomSql}; {MembersSql}; SELECT seq, epoch, fingerprint FROM room_messages WHERE room_id = @roomId ORDER BY seq DESC LIMIT 1",
                new { roomId },
                transaction,
                cancellationToken: token));
            if (rooms.SingleOrDefault() is not { } room) return null;
            var head = last is [var message] ? new RoomHead(roomId, room.Epoch, message.Seq, message.Epoch, new(message.Fingerprint)) : new RoomHead(roomId, room.Epoch, 0, 0, default);
            return new RoomState(room, head, members);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<RoomRecord?> GetAsync(Guid roomId, Guid? readerId, CancellationToken cancellationToken) => ReadAsync(
        "room.get",
        (connection, token) => connection.QuerySingleOrDefaultAsync<RoomRecord>(new CommandDefinition($"{RoomSql} AND {IsReaderSql}", new { roomId, readerId }, cancellationToken: token)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<RoomRecord>> ListAsync(Guid? memberId, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var parameters = new { readerId = memberId, after = PageCursor.DecodeNumber(RoomList, cursor) ?? 0, take = limit + 1 };
        return ReadAsync(
            "room.list",
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<RoomRecord>(new CommandDefinition(
                    $"SELECT {RoomColumns} FROM rooms r WHERE r.deleted_at IS NULL AND r.position > @after AND {IsReaderSql} ORDER BY r.position LIMIT @take",
                    parameters,
                    cancellationToken: token))).AsList();
                return Cut(rows, limit, last => PageCursor.Encode(RoomList, Text(last.Position)));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Page<RoomMemberRecord>?> ListMembersAsync(Guid roomId, Guid? readerId, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var parameters = new { roomId, readerId, after = PageCursor.DecodeNumber(MemberList, cursor) ?? 0, take = limit + 1 };
        return ReadAsync<Page<RoomMemberRecord>?>(
            "room.members",
            async (connection, token) =>
            {
                var (rooms, members) = await connection.QueryAsync<Guid, PlacedMember>(new CommandDefinition(
                    $"""
                    SELECT r.id FROM rooms r WHERE r.id = @roomId AND r.deleted_at IS NULL AND {IsReaderSql};
                    {MembersSql} AND m.position > @after ORDER BY m.position LIMIT @take
                    """,
                    parameters,
                    cancellationToken: token));
                if (rooms.Count == 0) return null;
                var page = Cut(members, limit, last => PageCursor.Encode(MemberList, Text(last.Position)));
                return new Page<RoomMemberRecord>([.. page.Items.Select(row => row.ToRecord())], page.NextCursor);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RoomMembership>> ListMembershipsAsync(Guid memberId, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<RoomMembership>>(
        "room.memberships",
        async (connection, token) => (await connection.QueryAsync<RoomMembership>(new CommandDefinition(
            "SELECT r.id AS RoomId, r.slug, r.name FROM room_members m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL WHERE m.member_id = @memberId ORDER BY r.position",
            new { memberId },
            cancellationToken: token))).AsList(),
        cancellationToken);

    private async Task<T> ReadAsync<T>(string operation, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var timed = RoomQueryTimes.Begin(operation);
        return await _database.ExecuteAsync(work, cancellationToken);
    }

    // One row more than asked for was read: its presence tells whether there is a next page.
    private static Page<T> Cut<T>(List<T> rows, int limit, Func<T, string> cursor) =>
        rows.Count > limit ? new Page<T>(rows[..limit], cursor(rows[limit - 1])) : new Page<T>(rows, null);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record LastMessage(long Seq, long Epoch, byte[] Fingerprint);

    private sealed class PlacedMember
    {
        public Guid MemberId { get; init; }

        public string Kind { get; init; } = "";

        public string Name { get; init; } = "";

        public DateTimeOffset AddedAt { get; init; }

        public long Position { get; init; }

        public RoomMemberRecord ToRecord() => new() { MemberId = MemberId, Kind = Kind, Name = Name, AddedAt = AddedAt };
    }
}
