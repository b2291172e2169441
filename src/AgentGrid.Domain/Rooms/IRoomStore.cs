using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Rooms;

/// <summary>
/// Rooms, their members and what was said in them. Safe for concurrent use; every write is fenced by the room's version, and messages by their seq. Changes of rooms and
/// members write their audit event in their own transaction. All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// Deleted rooms are seen by no member but the replay of <see cref="InsertAsync"/>.
/// </summary>
public interface IRoomStore
{
    /// <summary>The room with its head and members, or null.</summary>
    Task<RoomState?> LoadAsync(Guid roomId, CancellationToken cancellationToken);

    /// <summary>The room, or null.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="readerId">Only if this is a member; null: in any case.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<RoomRecord?> GetAsync(Guid roomId, Guid? readerId, CancellationToken cancellationToken);

    /// <summary>A page of rooms in the order of their creation.</summary>
    /// <param name="memberId">Only rooms of this member; null for all.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<RoomRecord>> ListAsync(Guid? memberId, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Stores a new room with its first member.</summary>
    /// <param name="room">The room; position and version are the store's.</param>
    /// <param name="firstMember">Id of an agent or person that becomes a member if it exists; null for none.</param>
    /// <param name="audit">What is recorded when it is new.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<RoomInsertResult> InsertAsync(RoomRecord room, Guid? firstMember, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Changes slug and name. The version becomes the expected one plus one.</summary>
    Task<RoomWriteOutcome> UpdateAsync(RoomRecord room, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes the room, keeping its messages; its slug is free again.</summary>
    Task<RoomWriteOutcome> SoftDeleteAsync(Guid roomId, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Makes an agent or person a member. The version becomes the expected one plus one.</summary>
    Task<RoomWriteOutcome> AddMemberAsync(Guid roomId, int expectedVersion, string kind, Guid memberId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Takes a member out. The version becomes the expected one plus one.</summary>
    Task<RoomWriteOutcome> RemoveMemberAsync(Guid roomId, int expectedVersion, Guid memberId, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>A page of members by the time they were added; null when there is no such room, or nobody with this id is in it.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="readerId">Only if this is a member; null: in any case.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<RoomMemberRecord>?> ListMembersAsync(Guid roomId, Guid? readerId, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>The rooms of a member.</summary>
    Task<IReadOnlyList<RoomMembership>> ListMembershipsAsync(Guid memberId, CancellationToken cancellationToken);

    /// <summary>
    /// Writes messages: all or none of a batch. What was asked for while earlier batches are being written is written in one statement, batches of several rooms too.
    /// </summary>
    Task<RoomAppendOutcome> AppendAsync(RoomBatch batch, CancellationToken cancellationToken);

    /// <summary>Messages of a room that were written under these senders' own ids; those that were not are absent.</summary>
    Task<IReadOnlyList<RoomMessage>> FindAsync(Guid roomId, IReadOnlyList<(Guid SenderId, string ClientMessageId)> keys, CancellationToken cancellationToken);

    /// <summary>Those of these ids that are messages of the room.</summary>
    Task<IReadOnlyList<Guid>> ExistingAsync(Guid roomId, IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>A part of the history; null when there is no such room, or nobody with this id is in it, or it has no message <see cref="RoomHistoryQuery.Before"/>.</summary>
    /// <param name="query">Which part.</param>
    /// <param name="readerId">Only if this is a member; null: in any case.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<RoomHistory?> ReadAsync(RoomHistoryQuery query, Guid? readerId, CancellationToken cancellationToken);
}
