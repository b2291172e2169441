using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>The real store, with places before and after each writing of messages where a test may hold it up or let it fail.</summary>
internal sealed class WatchedRoomStore(IRoomStore store) : IRoomStore
{
    private int _appends;

    public Func<RoomBatch, Task> BeforeAppend { get; set; } = _ => Task.CompletedTask;

    public Func<RoomBatch, Task> AfterAppend { get; set; } = _ => Task.CompletedTask;

    public int Appends => _appends;

    public async Task<RoomAppendOutcome> AppendAsync(RoomBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _appends);
        await BeforeAppend(batch);
        var outcome = await store.AppendAsync(batch, cancellationToken);
        await AfterAppend(batch);
        return outcome;
    }

    public Task<RoomState?> LoadAsync(Guid roomId, CancellationToken cancellationToken) => store.LoadAsync(roomId, cancellationToken);

    public Task<RoomRecord?> GetAsync(Guid roomId, Guid? readerId, CancellationToken cancellationToken) => store.GetAsync(roomId, readerId, cancellationToken);

    public Task<Page<RoomRecord>> ListAsync(Guid? memberId, int limit, string? cursor, CancellationToken cancellationToken) => store.ListAsync(memberId, limit, cursor, cancellationToken);

    public Task<RoomInsertResult> InsertAsync(RoomRecord room, Guid? firstMember, AuditEvent audit, CancellationToken cancellationToken) =>
        store.InsertAsync(room, firstMember, audit, cancellationToken);

    public Task<RoomWriteOutcome> UpdateAsync(RoomRecord room, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken) =>
        store.UpdateAsync(room, expectedVersion, audit, cancellationToken);

    public Task<RoomWriteOutcome> SoftDeleteAsync(Guid roomId, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken) =>
        store.SoftDeleteAsync(roomId, expectedVersion, audit, cancellationToken);

    public Task<RoomWriteOutcome> AddMemberAsync(Guid roomId, int expectedVersion, string kind, Guid memberId, AuditEvent audit, CancellationToken cancellationToken) =>
        store.AddMemberAsync(roomId, expectedVersion, kind, memberId, audit, cancellationToken);

    public Task<RoomWriteOutcome> RemoveMemberAsync(Guid roomId, int expectedVersion, Guid memberId, AuditEvent audit, CancellationToken cancellationToken) =>
        store.RemoveMemberAsync(roomId, expectedVersion, memberId, audit, cancellationToken);

    public Task<Page<RoomMemberRecord>?> ListMembersAsync(Guid roomId, Guid? readerId, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.ListMembersAsync(roomId, readerId, limit, cursor, cancellationToken);

    public Task<IReadOnlyList<RoomMembership>> ListMembershipsAsync(Guid memberId, CancellationToken cancellationToken) => store.ListMembershipsAsync(memberId, cancellationToken);

    public Task<IReadOnlyList<RoomMessage>> FindAsync(Guid roomId, IReadOnlyList<(Guid SenderId, string ClientMessageId)> keys, CancellationToken cancellationToken) =>
        store.FindAsync(roomId, keys, cancellationToken);

    public Task<IReadOnlyList<Guid>> ExistingAsync(Guid roomId, IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        store.ExistingAsync(roomId, messageIds, cancellationToken);

    public Task<RoomHistory?> ReadAsync(RoomHistoryQuery query, Guid? readerId, CancellationToken cancellationToken) => store.ReadAsync(query, readerId, cancellationToken);
}
