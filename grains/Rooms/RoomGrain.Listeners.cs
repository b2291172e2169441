using System.Collections.Immutable;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Grains.Rooms;

/// <content>Who listens, and who is connected. All volatile: with a new activation every API process says again within 10 s.</content>
internal sealed partial class RoomGrain
{
    // Half the time after which a silent process's connections are gone at the latest: 25 s of lease and 5 s until it is looked at.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);
    private readonly Dictionary<Guid, Listener> _listeners = [];
    private readonly RoomPresence _presence = new();
    private readonly Dictionary<Guid, RoomMember> _names = [];
    private IGrainTimer? _looking;
    private IGrainTimer? _telling;

    private long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    public Task JoinAsync(Caller caller)
    {
        Member(caller);
        return Task.CompletedTask;
    }

    public Task<RoomPresenceSnapshot> PresenceAsync(Caller caller)
    {
        if (!caller.Is(GridRoles.Admin)) Member(caller);
        Existing();
        return Task.FromResult(new RoomPresenceSnapshot
        {
            Version = _presence.Version,
            Count = _presence.Count,
            Members = _presence.Count <= RoomPresence.MostListed ? [.. _presence.Online.Select(Describe)] : default,
        });
    }

    public Task TypingAsync(Caller caller)
    {
        if (FindMember(caller) is not { } member) return Task.CompletedTask;
        var typing = RoomMapping.Member(member);
        Tell(observer => observer.Typing(Id, typing));
        return Task.CompletedTask;
    }

    public Task<RoomBeat> ListenAsync(Caller caller, RoomListener listener)
    {
        caller.Demand(GridRoles.Admin);
        Existing();
        var now = NowMs;
        _listeners[listener.Process] = new Listener(listener.Observer, now + (long)RoomPresence.Lease.TotalMilliseconds);
        var strangers = listener.Connections.Where(connection => !_members.ContainsKey(connection.Member)).Select(connection => connection.Id).ToImmutableArray();
        _presence.Renew(listener.Process, listener.Connections.Where(connection => _members.ContainsKey(connection.Member)).Select(connection => (connection.Id, connection.Member)), now);
        _looking ??= this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(LookEvery, LookEvery) { Interleave = true });
        TellPresenceSoon();
        return Task.FromResult(new RoomBeat { Epoch = _head.Epoch, Head = _head.Seq, PresenceVersion = _presence.Version, Strangers = strangers });
    }

    public Task ChangePresenceAsync(Caller caller, Guid process, ImmutableArray<RoomConnection> came, ImmutableArray<Guid> went)
    {
        caller.Demand(GridRoles.Admin);
        Existing();
        _presence.Change(process, came.Where(connection => _members.ContainsKey(connection.Member)).Select(connection => (connection.Id, connection.Member)), went, NowMs);
        TellPresenceSoon();
        return Task.CompletedTask;
    }

    public Task StopListeningAsync(Caller caller, Guid process)
    {
        caller.Demand(GridRoles.Admin);
        _listeners.Remove(process);
        _presence.Renew(process, [], NowMs);
        TellPresenceSoon();
        return Task.CompletedTask;
    }

    private Task LookAsync(CancellationToken cancellationToken)
    {
        var now = NowMs;
        _presence.Expire(now);
        foreach (var (process, listener) in _listeners)
            if (listener.Until <= now) _listeners.Remove(process);
        TellPresenceSoon();
        if (_listeners.Count > 0) return Task.CompletedTask;
        _looking?.Dispose();
        _looking = null;
        return Task.CompletedTask;
    }

    // The first change is told after a moment and takes along what follows: at most one notice a second, however many come and go.
    private void TellPresenceSoon()
    {
        if (_telling is null && _presence.IsChanged) _telling = this.RegisterGrainTimer(TellPresenceAsync, new GrainTimerCreationOptions(TellEvery, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private Task TellPresenceAsync(CancellationToken cancellationToken)
    {
        _telling?.Dispose();
        _telling = null;
        if (_presence.Take() is not { } change) return Task.CompletedTask;
        var isListed = change.Count <= RoomPresence.MostListed;
        var notice = new RoomPresenceNotice
        {
            Room = Id,
            Version = change.Version,
            Count = change.Count,
            Joined = isListed ? [.. change.Joined.Select(Describe)] : default,
            Left = isListed ? [.. change.Left.Select(Describe)] : default,
        };
        foreach (var member in change.Left) _names.Remove(member);
        Tell(observer => observer.PresenceChanged(notice));
        return Task.CompletedTask;
    }

    // Who was taken out of the room is still told to have left it.
    private RoomMember Describe(Guid id)
    {
        if (_members.TryGetValue(id, out var member)) return _names[id] = RoomMapping.Member(member);
        return _names.GetValueOrDefault(id) ?? new RoomMember { Id = id, Kind = RoomMemberKinds.Agent, Name = "", AddedAt = default };
    }

    // Expired ones are told too: they cost nothing, and may only be late.
    private void Tell(Action<IRoomObserver> notice)
    {
        foreach (var listener in _listeners.Values) notice(listener.Observer);
    }

    private sealed record Listener(IRoomObserver Observer, long Until);
}
