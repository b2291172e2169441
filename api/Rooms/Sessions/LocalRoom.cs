using System.Collections.Immutable;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>
/// A room as this process sees it: the sockets in it, and how far they were sent. Messages go out in the order of their seq without holes, whatever was lost or repeated on
/// the way here: what is missing is read from the database. One gate guards it; nobody waits inside.
/// </summary>
internal sealed partial class LocalRoom(RoomRelay relay, Guid id) : IRoomObserver
{
    private readonly Lock _gate = new();
    private readonly List<RoomSeat> _seats = [];
    private readonly Dictionary<Guid, Guid> _came = [];
    private readonly HashSet<Guid> _went = [];
    private Task? _ready;
    private long _epoch;
    private long _heard;
    private bool _isFilling;
    private int _entering;
    private bool _isEnded;

    public Guid Id => id;

    /// <summary>What its grain tells it through; an observer for each room, so that one room does not wait for another.</summary>
    public IRoomObserver? Reference { get; set; }

    /// <summary>The last message that was sent to those who are live. Read under the gate.</summary>
    public long Head { get; private set; }

    /// <summary>Sockets in it.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _seats.Count;
        }
    }

    /// <summary>Keeps it from ending until <see cref="Exit"/>. False when it has ended.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isEnded) return false;
            _entering++;
            return true;
        }
    }

    public void Exit()
    {
        lock (_gate) _entering--;
    }

    /// <summary>Ends it if nobody is in it.</summary>
    public bool TryEnd()
    {
        lock (_gate)
        {
            if (_seats.Count + _entering > 0) return false;
            _isEnded = true;
            return true;
        }
    }

    /// <summary>Ends when the room's head is known and its messages are heard.</summary>
    public Task ReadyAsync()
    {
        lock (_gate)
        {
            // One that failed is tried again by the next who enters.
            if (_ready is null or { IsFaulted: true } or { IsCanceled: true }) _ready = Task.Run(() => relay.BeatAsync(this));
            return _ready;
        }
    }

    /// <summary>
    /// Takes a seat, or begins anew from another cursor on one that is taken. Nothing is sent before <see cref="StartAsync"/>, so that the answer comes first.
    /// </summary>
    /// <param name="session">Whose.</param>
    /// <param name="seat">One that is taken; null for a new one.</param>
    /// <param name="cursor">How far the client has read; null: from now on.</param>
    public RoomJoin Sit(RoomSession session, RoomSeat? seat, RoomCursor? cursor)
    {
        lock (_gate)
        {
            if (seat is { IsGone: true }) throw GridException.NotFound("room");
            if (seat is null)
            {
                seat = new RoomSeat(this, session) { Index = _seats.Count };
                _seats.Add(seat);
                if (!_went.Remove(session.Id)) _came[session.Id] = session.MemberId;
                relay.PresenceChanged(this);
            }

            // The room may be further than this process was told yet; those messages come, in order, after the seat is taken.
            var resume = cursor?.Resume(_epoch, Math.Max(Head, _heard)) ?? new RoomResume(Head + 1, null);
            var replayed = Math.Max(0, Head - resume.From + 1);
            seat.Hold(resume);
            return new RoomJoin(seat, _epoch, Head, replayed, resume.Gap);
        }
    }

    /// <summary>Begins to send. Ends when what was missed is sent, too.</summary>
    public Task StartAsync(RoomSeat seat)
    {
        lock (_gate)
            if (!seat.Start()) return Task.CompletedTask;
        return CatchUpAsync(seat, seat.Turn);
    }

    public void Leave(RoomSeat seat)
    {
        lock (_gate)
        {
            if (seat.IsGone) return;
            seat.Leave();
            var last = _seats[^1];
            _seats[seat.Index] = last;
            last.Index = seat.Index;
            _seats.RemoveAt(_seats.Count - 1);
            if (!_came.Remove(seat.Session.Id)) _went.Add(seat.Session.Id);
        }

        relay.PresenceChanged(this);
    }

    public void Drained(RoomSeat seat)
    {
        lock (_gate) seat.Drained();
    }

    /// <summary>Who is in it, for the beat.</summary>
    public ImmutableArray<RoomConnection> Connections()
    {
        lock (_gate)
        {
            // All of them: what came and went until now is in it.
            _came.Clear();
            _went.Clear();
            return [.. _seats.Select(seat => new RoomConnection(seat.Session.Id, seat.Session.MemberId))];
        }
    }

    /// <summary>Who came and went since this was last asked.</summary>
    public (ImmutableArray<RoomConnection> Came, ImmutableArray<Guid> Went) TakePresence()
    {
        lock (_gate)
        {
            var taken = (_came.Select(pair => new RoomConnection(pair.Key, pair.Value)).ToImmutableArray(), _went.ToImmutableArray());
            _came.Clear();
            _went.Clear();
            return taken;
        }
    }

    /// <summary>Sessions of a member, of some connections, or all.</summary>
    public IReadOnlyList<RoomSeat> Seats(Func<RoomSession, bool> which)
    {
        lock (_gate) return [.. _seats.Where(seat => which(seat.Session))];
    }
}
