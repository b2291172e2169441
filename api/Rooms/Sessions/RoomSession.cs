using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>
/// A connected agent or person, whichever door it came through: the rooms it is in, what it asks for, and whether it may still be here: as long as its token, which it can
/// renew, and what stands behind the token are good. Thread-safe.
/// </summary>
internal sealed partial class RoomSession
{
    /// <summary>Most rooms that one socket can be in.</summary>
    public const int MostRooms = 1000;

    private readonly RoomDoor _door;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, RoomSeat> _seats = [];
    private readonly HashSet<string> _channels = new(StringComparer.Ordinal);
    private readonly string _subjectTag;
    private KnownCaller _known;
    private bool _isClosed;
    private int _isAsking;

    /// <param name="door">What sessions share.</param>
    /// <param name="known">Who it is.</param>
    /// <param name="connection">Its socket.</param>
    public RoomSession(RoomDoor door, KnownCaller known, IRoomConnection connection)
    {
        (_door, _known, Connection) = (door, known, connection);
        Id = door.Ids.NewId();
        MemberId = RoomTexts.MemberId(known.Caller);
        _subjectTag = known.Caller.Kind == CallerKind.Agent ? CredentialTags.Agent(MemberId) : CredentialTags.User(MemberId);
        _budget = new RoomEventBudget(door.Relay);
    }

    /// <summary>Names the connection.</summary>
    public Guid Id { get; }

    /// <summary>Id of the agent or person; <see cref="Guid.Empty"/> for who can be a member nowhere.</summary>
    public Guid MemberId { get; }

    public IRoomConnection Connection { get; }

    /// <summary>Who it is now.</summary>
    public KnownCaller Known => Volatile.Read(ref _known);

    /// <summary>When it is looked up again whether it may still be here, by the relay's clock.</summary>
    public long CheckAtMs { get; set; }

    /// <summary>When its token ends; null = not by itself, or it came without one.</summary>
    public DateTimeOffset? EndsAt => Known is { Token: not null, ExpiresAt: { } end } ? end : null;

    private Caller Caller => Known.Caller;

    /// <summary>Joins all rooms of its owner, says so, and begins to send.</summary>
    /// <param name="cursors">How far the client has read which rooms.</param>
    /// <exception cref="GridException">Unavailable, OutcomeUnknown: the client is to come back.</exception>
    /// <exception cref="Domain.Settings.DatabaseUnavailableException">The same.</exception>
    public async Task OpenAsync(IReadOnlyDictionary<Guid, RoomCursor> cursors)
    {
        _door.Sessions.Add(this);
        var memberships = MemberId == Guid.Empty ? [] : await _door.Store.ListMembershipsAsync(MemberId, CancellationToken.None);
        var joined = await Task.WhenAll(memberships.Take(MostRooms).Select(async membership => (membership, Join: await TryJoinAsync(membership.RoomId, cursors))));
        var joins = joined.Where(one => one.Join is not null).Select(one => (one.membership, one.Join!)).ToArray();
        Connection.TrySend(RoomAnswers.Connected(this, joins));
        foreach (var (_, join) in joins) Start(join);
    }

    /// <summary>To be called when the socket has taken everything that waited for it, after something was refused.</summary>
    public void Drained() => ThreadPool.UnsafeQueueUserWorkItem(
        // Not here: whoever sends holds the gate of a room, and these are many rooms.
        static session =>
        {
            foreach (var seat in session.Seats()) seat.Room.Drained(seat);
        },
        this,
        preferLocal: false);

    /// <summary>The socket has gone: leaves everything.</summary>
    public void Closed()
    {
        _door.Sessions.Remove(this);
        string[] channels;
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            channels = [.. _channels];
        }

        foreach (var channel in channels) _door.Channels.Unsubscribe(this, channel);
        foreach (var seat in Seats()) seat.Room.Leave(seat);
    }

    /// <summary>Takes it out of a room that it may not be in any more.</summary>
    public void Evict(RoomSeat seat, bool isDeleted)
    {
        seat.Room.Leave(seat);
        bool isLeft;
        lock (_gate) isLeft = _seats.Remove(seat.Room.Id);
        if (isLeft) Connection.TrySend(RoomEvents.Left(seat.Room.Id, isDeleted));
    }

    /// <summary>Whether news with this tag may be about what it presented.</summary>
    public bool DependsOn(string tag)
    {
        var known = Known;
        return tag == known.Caller.Credential || tag == _subjectTag
            || (tag == CredentialTags.Bootstrap && known.Caller.Subject == FixedTokens.BootstrapSubject)
            || (known.Token?.ClientId is { } client && tag == CredentialTags.Client(client));
    }

    /// <summary>Takes what was looked up anew: other roles, or, with null, the end. What was renewed meanwhile stays.</summary>
    /// <param name="asked">Who was looked up.</param>
    /// <param name="known">Who it is now.</param>
    public void Rechecked(KnownCaller asked, KnownCaller? known)
    {
        if (known is null)
        {
            if (ReferenceEquals(asked, Known)) Connection.Close(RoomCloseReason.CredentialEnded);
        }
        else
        {
            Interlocked.CompareExchange(ref _known, known, asked);
        }
    }

    /// <summary>Whether nobody is about to look it up already.</summary>
    public bool TryBeginAsking() => Interlocked.Exchange(ref _isAsking, 1) == 0;

    /// <summary>To be called before it is looked up.</summary>
    public void EndAsking() => Interlocked.Exchange(ref _isAsking, 0);

    private RoomSeat[] Seats()
    {
        lock (_gate) return [.. _seats.Values];
    }

    private RoomSeat? Seat(Guid room)
    {
        lock (_gate) return _seats.GetValueOrDefault(room);
    }

    // A room that was deleted, or that its owner was taken out of, a moment ago.
    private async Task<RoomJoin?> TryJoinAsync(Guid room, IReadOnlyDictionary<Guid, RoomCursor> cursors)
    {
        try
        {
            return await SitAsync(room, cursors.TryGetValue(room, out var cursor) ? cursor : null);
        }
        catch (GridException gone) when (gone.Code == GridErrorCode.NotFound)
        {
            return null;
        }
    }

    // One that begins anew keeps its seat.
    private async Task<RoomJoin> SitAsync(Guid id, RoomCursor? cursor)
    {
        if (Seat(id) is { IsGone: false } taken) return taken.Room.Sit(this, taken, cursor);
        var room = await _door.Relay.EnterAsync(id);
        try
        {
            lock (_gate)
            {
                if (_isClosed) throw GridException.NotFound("room");
                if (_seats.TryGetValue(id, out var meanwhile)) return meanwhile.Room.Sit(this, meanwhile, cursor);
                if (_seats.Count >= MostRooms) throw new GridException(GridErrorCode.Conflict, $"One socket can be in {MostRooms} rooms; leave one first.");
                var join = room.Sit(this, null, cursor);
                _seats[id] = join.Seat;
                return join;
            }
        }
        finally
        {
            room.Exit();
        }
    }

    private void Start(RoomJoin join) => _door.Run(join.Seat.Room.StartAsync(join.Seat));
}
