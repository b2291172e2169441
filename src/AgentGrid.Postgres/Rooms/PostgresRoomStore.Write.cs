using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Rooms;

/// <content>Creating, changing and deleting rooms, and their members. Every change locks the room's row at the version that was judged, then writes.</content>
public sealed partial class PostgresRoomStore
{
    private const string InsertSql =
        """
        INSERT INTO rooms (id, slug, name, operation_id, created_at, updated_at) VALUES (@Id, @Slug, @Name, @OperationId, @CreatedAt, @CreatedAt)
        ON CONFLICT DO NOTHING
        """;

    private const string InsertMemberSql =
        """
        INSERT INTO room_members (room_id, agent_id, user_id, added_at)
        SELECT @roomId, a.id, u.id, @at
        FROM (SELECT @memberId::uuid AS id) given
        LEFT JOIN agents a ON a.id = given.id AND a.deleted_at IS NULL AND @kind IS DISTINCT FROM 'user'
        LEFT JOIN users u ON u.id = given.id AND u.deleted_at IS NULL AND @kind IS DISTINCT FROM 'agent'
        WHERE coalesce(a.id, u.id) IS NOT NULL
        """;

    /// <inheritdoc/>
    public Task<RoomInsertResult> InsertAsync(RoomRecord room, Guid? firstMember, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        "room.insert",
        async (connection, transaction, token) =>
        {
            if (await ChangesAsync(connection, transaction, InsertSql, room, token) == 0)
            {
                var before = room.OperationId is null ? null : await connection.QuerySingleOrDefaultAsync<RoomRecord>(new CommandDefinition(
                    $"SELECT {RoomColumns} FROM rooms r WHERE r.operation_id = @OperationId", new { room.OperationId }, transaction, cancellationToken: token));
                return before is null ? new RoomInsertResult(RoomWriteOutcome.SlugTaken, null) : new RoomInsertResult(RoomWriteOutcome.Unchanged, before);
            }

            if (firstMember is { } memberId)
                await ChangesAsync(connection, transaction, InsertMemberSql, new { roomId = room.Id, memberId, kind = (string?)null, at = room.CreatedAt }, token);
            await AuditOutbox.AddAsync(connection, transaction, audit, token);
            return new RoomInsertResult(RoomWriteOutcome.Done, await connection.QuerySingleAsync<RoomRecord>(new CommandDefinition(RoomSql, new { roomId = room.Id }, transaction, cancellationToken: token)));
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<RoomWriteOutcome> UpdateAsync(RoomRecord room, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken)
    {
        try
        {
            return await ChangeAsync(
                "room.update",
                async (connection, transaction, token) =>
                {
                    var changed = await ChangesAsync(
                        connection,
                        transaction,
                        "UPDATE rooms SET slug = @Slug, name = @Name, updated_at = @UpdatedAt, version = version + 1 WHERE id = @Id AND version = @expectedVersion AND deleted_at IS NULL",
                        new { room.Id, room.Slug, room.Name, room.UpdatedAt, expectedVersion },
                        token);
                    if (changed == 0) return RoomWriteOutcome.Stale;
                    await AuditOutbox.AddAsync(connection, transaction, audit, token);
                    return RoomWriteOutcome.Done;
                },
                cancellationToken);
        }
        catch (PostgresException taken) when (taken.IsUniqueViolation("rooms_slug_key"))
        {
            return RoomWriteOutcome.SlugTaken;
        }
    }

    /// <inheritdoc/>
    public Task<RoomWriteOutcome> SoftDeleteAsync(Guid roomId, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        "room.delete",
        async (connection, transaction, token) =>
        {
            var changed = await ChangesAsync(
                connection,
                transaction,
                "UPDATE rooms SET deleted_at = @at, updated_at = @at, version = version + 1 WHERE id = @roomId AND version = @expectedVersion AND deleted_at IS NULL",
                new { roomId, expectedVersion, at = audit.Time },
                token);
            if (changed == 0) return RoomWriteOutcome.Stale;
            await AuditOutbox.AddAsync(connection, transaction, audit, token);
            return RoomWriteOutcome.Done;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<RoomWriteOutcome> AddMemberAsync(Guid roomId, int expectedVersion, string kind, Guid memberId, AuditEvent audit, CancellationToken cancellationToken) => ChangeMembersAsync(
        "room.member_add", InsertMemberSql, RoomWriteOutcome.NoSuchMember, roomId, expectedVersion, kind, memberId, audit, cancellationToken);

    /// <inheritdoc/>
    public Task<RoomWriteOutcome> RemoveMemberAsync(Guid roomId, int expectedVersion, Guid memberId, AuditEvent audit, CancellationToken cancellationToken) => ChangeMembersAsync(
        "room.member_remove",
        "DELETE FROM room_members WHERE room_id = @roomId AND member_id = @memberId",
        RoomWriteOutcome.Unchanged,
        roomId,
        expectedVersion,
        null,
        memberId,
        audit,
        cancellationToken);

    private Task<RoomWriteOutcome> ChangeMembersAsync(
        string operation, string sql, RoomWriteOutcome otherwise, Guid roomId, int expectedVersion, string? kind, Guid memberId, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        operation,
        async (connection, transaction, token) =>
        {
            var parameters = new { roomId, expectedVersion, kind, memberId, at = audit.Time };
            var locked = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
                "SELECT 1 FROM rooms WHERE id = @roomId AND version = @expectedVersion AND deleted_at IS NULL FOR UPDATE", parameters, transaction, cancellationToken: token));
            if (locked is null) return RoomWriteOutcome.Stale;
            if (await ChangesAsync(connection, transaction, sql, parameters, token) == 0) return otherwise;
            await ChangesAsync(connection, transaction, "UPDATE rooms SET version = version + 1, updated_at = @at WHERE id = @roomId", parameters, token);
            await AuditOutbox.AddAsync(connection, transaction, audit, token);
            return RoomWriteOutcome.Done;
        },
        cancellationToken);

    private async Task<T> ChangeAsync<T>(string operation, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var timed = RoomQueryTimes.Begin(operation);
        return await _database.TransactAsync(work, cancellationToken);
    }

    private static Task<int> ChangesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}
