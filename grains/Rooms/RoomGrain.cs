using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Grains.Audit;
using AgentGrid.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Rooms;

/// <summary>
/// One room. Rows and messages are fenced in the database: an activation that is not the only one loses there, reads the room again and repeats. Posts interleave with
/// everything; each turn leaves the fields whole.
/// </summary>
internal sealed partial class RoomGrain(IRoomStore store, IdGenerator ids, TimeProvider time, ILogger<RoomGrain> logger) : Grain, IRoomGrain
{
    private const int MostAttempts = 5;
    private RoomRecord? _room;
    private RoomHead _head = new(default, 0, 0, 0, default);
    private Dictionary<Guid, RoomMemberRecord> _members = [];

    private RoomId Id => new(this.GetPrimaryKey());

    public override Task OnActivateAsync(CancellationToken cancellationToken) => GrainFaults.ReadingAsync(LoadAsync(cancellationToken));

    public async Task<RoomSnapshot> CreateAsync(Caller caller, string operationId, string slug, string name, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        RoomMapping.Validate(slug, name);
        if (_room is not null)
            return _room.OperationId == operationId ? Snapshot() : throw new GridException(GridErrorCode.Conflict, "A room with this id exists.");

        var now = time.GetUtcNow();
        var room = new RoomRecord { Id = Id.Value, Slug = slug, Name = name, OperationId = operationId, CreatedAt = now, UpdatedAt = now };
        Guid? creator = RoomMapping.KindOf(caller) is not null && Guid.TryParseExact(caller.Subject, "D", out var subject) ? subject : null;
        var inserted = await store.InsertAsync(room, creator, caller.Audit(AuditActions.RoomCreated, Target(room), now), cancellationToken);
        if (inserted.Outcome == RoomWriteOutcome.SlugTaken) throw SlugTaken(slug);
        // A repeated operation was given another id the first time: its room is the answer.
        if (inserted.Room!.Id != Id.Value) return RoomMapping.Snapshot(inserted.Room, inserted.Room.Members, inserted.Room.Head);
        await LoadAsync(cancellationToken);
        return _room is null ? RoomMapping.Snapshot(inserted.Room, inserted.Room.Members, inserted.Room.Head) : Snapshot();
    }

    public async Task<RoomSnapshot> UpdateAsync(Caller caller, int? expectedVersion, string? slug, string? name, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        await ChangeAsync(
            room =>
            {
                if (expectedVersion is { } expected && expected != room.Version)
                    throw new GridException(GridErrorCode.Conflict, $"The room has version {room.Version}, not {expected}; read it again and repeat.");
                var changed = room with { Slug = slug ?? room.Slug, Name = name ?? room.Name, UpdatedAt = time.GetUtcNow() };
                RoomMapping.Validate(changed.Slug, changed.Name);
                return store.UpdateAsync(changed, room.Version, caller.Audit(AuditActions.RoomUpdated, Target(changed), changed.UpdatedAt), cancellationToken);
            },
            slug,
            cancellationToken);
        return Snapshot();
    }

    public async Task DeleteAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        await ChangeAsync(room => store.SoftDeleteAsync(room.Id, room.Version, caller.Audit(AuditActions.RoomDeleted, Target(room), time.GetUtcNow()), cancellationToken), null, cancellationToken);
        Tell(observer => observer.Removed(Id, null));
        DeactivateOnIdle();
    }

    public async Task<RoomMember> AddMemberAsync(Caller caller, string kind, Guid member, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        if (kind is not (RoomMemberKinds.Agent or RoomMemberKinds.User)) throw GridException.Invalid("kind", "Must be agent or user.");
        var outcome = await ChangeAsync(
            room =>
            {
                if (_members.ContainsKey(member)) return Task.FromResult(RoomWriteOutcome.Unchanged);
                if (_members.Count >= RoomRules.MaxMembers) throw new GridException(GridErrorCode.Conflict, $"The room has {RoomRules.MaxMembers} members, and takes no more.");
                var details = AuditDetails.Of(("member", $"{kind}:{member:D}"));
                return store.AddMemberAsync(room.Id, room.Version, kind, member, caller.Audit(AuditActions.RoomMemberAdded, Target(room), time.GetUtcNow(), details: details), cancellationToken);
            },
            null,
            cancellationToken);
        if (outcome == RoomWriteOutcome.NoSuchMember || !_members.TryGetValue(member, out var added) || added.Kind != kind)
            throw GridException.Invalid(kind == RoomMemberKinds.Agent ? "agentId" : "userId", $"There is no such {kind}.");
        return RoomMapping.Member(added);
    }

    public async Task RemoveMemberAsync(Caller caller, Guid member, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        var outcome = await ChangeAsync(
            room =>
            {
                if (!_members.TryGetValue(member, out var known)) return Task.FromResult(RoomWriteOutcome.Unchanged);
                var details = AuditDetails.Of(("member", $"{known.Kind}:{member:D}"));
                return store.RemoveMemberAsync(room.Id, room.Version, member, caller.Audit(AuditActions.RoomMemberRemoved, Target(room), time.GetUtcNow(), details: details), cancellationToken);
            },
            null,
            cancellationToken);
        if (outcome == RoomWriteOutcome.Unchanged) throw GridException.NotFound("member");
        Tell(observer => observer.Removed(Id, member));
    }

    /// <summary>Carries out a change of the newest version of the room, and reads what became of it.</summary>
    private async Task<RoomWriteOutcome> ChangeAsync(Func<RoomRecord, Task<RoomWriteOutcome>> change, string? slug, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var outcome = await change(Existing());
            if (outcome == RoomWriteOutcome.SlugTaken) throw SlugTaken(slug!);
            if (outcome is RoomWriteOutcome.Unchanged or RoomWriteOutcome.NoSuchMember) return outcome;
            await LoadAsync(cancellationToken);
            if (outcome == RoomWriteOutcome.Done) return outcome;
        }

        throw new GridException(GridErrorCode.Conflict, "The room was changed at the same time; read it again and repeat.");
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var state = await store.LoadAsync(Id.Value, cancellationToken);
        _room = state?.Room;
        // A batch may have been written since this was read.
        if (state is null || state.Head.Epoch != _head.Epoch || state.Head.Seq >= _head.Seq) _head = state?.Head ?? new RoomHead(Id.Value, 1, 0, 0, default);
        _members = state?.Members.ToDictionary(member => member.MemberId) ?? [];
    }

    private RoomRecord Existing() => _room ?? throw NotHere();

    /// <summary>The caller as a member of this room.</summary>
    private RoomMemberRecord Member(Caller caller) => FindMember(caller) ?? throw NotHere();

    // Anybody can ask for rooms that do not exist: such an activation is not kept, and what it did not find is looked for again.
    private GridException NotHere()
    {
        if (_room is null) DeactivateOnIdle();
        return GridException.NotFound("room");
    }

    private RoomMemberRecord? FindMember(Caller caller) =>
        _room is not null && Guid.TryParseExact(caller.Subject, "D", out var id) && _members.TryGetValue(id, out var member) && member.Kind == RoomMapping.KindOf(caller) ? member : null;

    private RoomSnapshot Snapshot() => RoomMapping.Snapshot(Existing(), _members.Count, _head.Seq);

    private static AuditTarget Target(RoomRecord room) => new("room", room.Id.ToString("D"), room.Slug);

    private static GridException SlugTaken(string slug) => new(GridErrorCode.Conflict, $"Another room has the slug '{slug}'; choose another.");
}
