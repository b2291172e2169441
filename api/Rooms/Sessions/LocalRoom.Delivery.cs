using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <content>What comes from the room, and from the database when something of it is missing.</content>
internal sealed partial class LocalRoom
{
    private const int PageSize = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private long _presence;

    /// <summary>When something was last sent to all, by the relay's clock; for the beat of quiet rooms.</summary>
    public long LastSentMs { get; private set; }

    /// <summary>Messages were written.</summary>
    public void Posted(RoomNotice notice)
    {
        lock (_gate)
        {
            // Before the head is known, or after a restore: the beat says where to begin.
            if (_epoch != notice.Epoch) return;
            var last = notice.First + notice.Messages.Length - 1;
            _heard = Math.Max(_heard, last);
            if (!_isFilling && notice.First <= Head + 1)
                for (var seq = Math.Max(notice.First, Head + 1); seq <= last; seq++) Deliver(RoomEvents.Message(notice.Messages[(int)(seq - notice.First)]), seq);
            FillIfBehind();
        }
    }

    /// <summary>How the room stands. What it says is news only when notices were lost.</summary>
    /// <returns>Whether a change of presence was missed.</returns>
    public bool Beat(RoomBeat beat)
    {
        lock (_gate)
        {
            var isFirst = _epoch == 0;
            if (_epoch != beat.Epoch)
            {
                (_epoch, Head, _heard) = (beat.Epoch, beat.Head, beat.Head);
                if (!isFirst) foreach (var seat in _seats) Reset(seat);
            }

            _heard = Math.Max(_heard, beat.Head);
            FillIfBehind();
            var isMissed = !isFirst && _presence != beat.PresenceVersion;
            _presence = beat.PresenceVersion;
            return isMissed;
        }
    }

    /// <summary>Members came or went.</summary>
    public void PresenceChanged(RoomPresenceNotice notice)
    {
        lock (_gate)
        {
            _presence = notice.Version;
            TellAll(RoomEvents.Presence(id, notice));
        }
    }

    public void Typing(RoomId room, RoomMember member) => Tell(RoomEvents.Typing(id, member), except: member.Id);

    public void Removed(RoomId room, Guid? member) => Evict(session => member is null || session.MemberId == member, isDeleted: member is null);

    /// <summary>Takes sessions out that may not be in it any more.</summary>
    public void Evict(Func<RoomSession, bool> which, bool isDeleted)
    {
        foreach (var seat in Seats(which)) seat.Session.Evict(seat, isDeleted);
    }

    /// <summary>Something for everybody, or for everybody but a member.</summary>
    public void Tell(RoomEvent told, Guid? except = null)
    {
        lock (_gate) TellAll(told, except);
    }

    /// <summary>Repeats the head of a room where nothing was said for so long.</summary>
    public void TellHead(long nowMs, long quietMs)
    {
        lock (_gate)
        {
            if (_epoch == 0 || nowMs - LastSentMs < quietMs) return;
            LastSentMs = nowMs;
            TellAll(RoomEvents.Head(id, _epoch, Head));
        }
    }

    private void TellAll(RoomEvent told, Guid? except = null)
    {
        foreach (var seat in _seats)
            if (seat.Session.MemberId != except) seat.Tell(told);
    }

    private void Deliver(RoomEvent message, long seq)
    {
        Head = seq;
        LastSentMs = relay.NowMs;
        foreach (var seat in _seats) seat.Offer(message, seq);
    }

    // Everything that a client of before knows is of another history.
    private void Reset(RoomSeat seat)
    {
        var resume = new RoomCursor(0, 0).Resume(_epoch, Head);
        seat.Hold(resume);
        seat.Start();
    }

    private void FillIfBehind()
    {
        if (_isFilling || _heard <= Head) return;
        _isFilling = true;
        _ = Task.Run(FillAsync);
    }

    private async Task FillAsync()
    {
        while (true)
        {
            long after;
            lock (_gate)
            {
                if (_heard <= Head || _isEnded)
                {
                    _isFilling = false;
                    return;
                }

                after = Head;
            }

            if (await ReadAsync(after) is { } history) Fill(history, after);
            else await relay.DelayAsync(Pause);
        }
    }

    private void Fill(RoomHistory history, long after)
    {
        lock (_gate)
        {
            // The epoch changed meanwhile, or there is no such message after all.
            if (Head != after) return;
            if (history.Messages.Count == 0) _heard = Head;
            foreach (var message in history.Messages) Deliver(RoomEvents.Message(RoomMessageJson.Write(message)), message.Seq);
        }
    }

    private async Task CatchUpAsync(RoomSeat seat, int turn)
    {
        while (true)
        {
            long next;
            lock (_gate)
            {
                if (!seat.IsCatchingUp(turn) || seat.TryGoLive()) return;
                next = seat.Next;
            }

            if (await ReadAsync(next - 1) is { Messages.Count: > 0 } history)
            {
                if (!await ReplayAsync(seat, turn, history.Messages)) return;
                continue;
            }

            // The database is away: the client reads the rest itself when it is back.
            lock (_gate)
                if (seat.IsCatchingUp(turn)) seat.SkipTo(Head, RoomGapReason.Limit);
            return;
        }
    }

    private async Task<bool> ReplayAsync(RoomSeat seat, int turn, IReadOnlyList<RoomMessage> messages)
    {
        foreach (var message in messages)
        {
            var replayed = RoomEvents.Message(RoomMessageJson.Write(message));
            while (true)
            {
                Task? full;
                lock (_gate)
                {
                    if (!seat.IsCatchingUp(turn)) return false;
                    full = seat.Replay(replayed, message.Seq);
                }

                if (full is null) break;
                await full;
            }
        }

        return true;
    }

    private async Task<RoomHistory?> ReadAsync(long after)
    {
        try
        {
            return await relay.ReadAsync(new RoomHistoryQuery { RoomId = id, After = after, Limit = PageSize });
        }
        // Whatever it was: those in the room must not wait for ever for what cannot be read now.
        catch (Exception exception)
        {
            relay.Unread(exception, id);
            return null;
        }
    }
}
