using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>One session in one room: how far it was sent. Everything here happens under the room's gate.</summary>
internal sealed class RoomSeat(LocalRoom room, RoomSession session)
{
    private Phase _phase;
    private long _next;
    private TaskCompletionSource? _drained;

    private enum Phase
    {
        /// <summary>Taken, but its answer is not yet sent: nothing is.</summary>
        Held,

        /// <summary>Reads what it missed.</summary>
        CatchingUp,

        /// <summary>Is sent what comes.</summary>
        Live,

        /// <summary>Takes too little: is sent nothing until it has taken everything, and is then told what it missed.</summary>
        Behind,

        /// <summary>Left.</summary>
        Gone,
    }

    public RoomSession Session => session;

    /// <summary>When its owner was last said to be writing, by the relay's clock.</summary>
    public long TypedMs { get; set; }

    public LocalRoom Room => room;

    /// <summary>Where it lies in the room's list.</summary>
    public int Index { get; set; } = -1;

    /// <summary>What it is not sent and is to be told so; null for nothing.</summary>
    public RoomGap? Gap { get; private set; }

    public bool IsGone => _phase == Phase.Gone;

    /// <summary>Counts its beginnings: a catching up of before must end.</summary>
    public int Turn { get; private set; }

    /// <summary>The next message to be sent while it catches up.</summary>
    public long Next => _next;

    public bool IsCatchingUp(int turn) => _phase == Phase.CatchingUp && Turn == turn;

    /// <summary>Nothing is sent until <see cref="Start"/>, which begins where this says.</summary>
    public void Hold(RoomResume resume)
    {
        Release();
        (_phase, _next, Gap) = (Phase.Held, resume.From, resume.Gap);
        Turn++;
    }

    /// <summary>Begins to send. True when there is something to catch up with.</summary>
    public bool Start()
    {
        if (_phase != Phase.Held) return false;
        var gap = Gap;
        Gap = null;
        if (gap is not null && !session.Connection.TrySend(RoomEvents.Gap(room.Id, gap)))
        {
            (_phase, _next) = (Phase.Behind, gap.From);
            return false;
        }

        _phase = _next > room.Head ? Phase.Live : Phase.CatchingUp;
        return _phase == Phase.CatchingUp;
    }

    /// <summary>A message that has just become the room's last.</summary>
    public void Offer(RoomEvent message, long seq)
    {
        if (_phase != Phase.Live || session.Connection.TrySend(message)) return;
        (_phase, _next) = (Phase.Behind, seq);
    }

    /// <summary>Something besides messages; those who are not live miss it.</summary>
    public void Tell(RoomEvent told)
    {
        if (_phase == Phase.Live) session.Connection.TrySend(told);
    }

    /// <summary>A message of the history. Null when it was taken, or what to wait for before it is tried again.</summary>
    public Task? Replay(RoomEvent message, long seq)
    {
        if (session.Connection.TrySend(message))
        {
            _next = seq + 1;
            return null;
        }

        _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _drained.Task;
    }

    /// <summary>True when it has caught up and is live from now on.</summary>
    public bool TryGoLive()
    {
        if (_next <= room.Head) return false;
        _phase = Phase.Live;
        return true;
    }

    /// <summary>Leaves the rest to the client, which is told what it is.</summary>
    public void SkipTo(long head, RoomGapReason reason)
    {
        _phase = Phase.Live;
        if (head < _next || session.Connection.TrySend(RoomEvents.Gap(room.Id, new RoomGap(_next, head, reason)))) return;
        _phase = Phase.Behind;
    }

    /// <summary>The client has taken everything.</summary>
    public void Drained()
    {
        Release();
        if (_phase == Phase.Behind) SkipTo(room.Head, RoomGapReason.SlowConsumer);
    }

    public void Leave()
    {
        _phase = Phase.Gone;
        Release();
    }

    private void Release()
    {
        _drained?.TrySetResult();
        _drained = null;
    }
}
