namespace AgentGrid.Domain.Rooms;

/// <summary>
/// A client's picture of a room: what it has read, and what it must fetch. Feed it everything that comes in, in any order and as often as it comes; once no
/// <see cref="Missing"/> is left it equals the history. Not thread-safe.
/// </summary>
public sealed class RoomModel
{
    private readonly SortedDictionary<long, RoomMessage> _ahead = [];
    private readonly List<RoomMessage> _messages = [];
    private long _known;

    /// <summary>The epoch read in; 0 before anything was heard.</summary>
    public long Epoch { get; private set; }

    /// <summary>Messages 1 to <see cref="Seq"/>, without holes.</summary>
    public IReadOnlyList<RoomMessage> Messages => _messages;

    /// <summary>The last message up to which there is no hole.</summary>
    public long Seq => _messages.Count;

    /// <summary>The cursor to resume with.</summary>
    public RoomCursor Cursor => new(Epoch == 0 ? null : Epoch, Seq);

    /// <summary>What is known to exist and was not read: fetch it after <see cref="Seq"/>. Null when nothing is.</summary>
    public RoomGap? Missing => _known > Seq ? new RoomGap(Seq + 1, _ahead.Count > 0 ? _ahead.First().Key - 1 : _known, RoomGapReason.Limit) : null;

    /// <summary>Takes a message, live, replayed or fetched. What is known already changes nothing.</summary>
    public void Apply(RoomMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Seq <= Seq) return;
        _ahead[message.Seq] = message;
        _known = Math.Max(_known, message.Seq);
        while (_ahead.Remove(Seq + 1, out var next)) _messages.Add(next);
    }

    /// <summary>Takes the head of a join acknowledgement, a beat or a gap. Another epoch: everything is to be read again.</summary>
    public void Apply(long epoch, long head)
    {
        if (Epoch != 0 && epoch != Epoch)
        {
            _messages.Clear();
            _ahead.Clear();
            _known = 0;
        }

        Epoch = epoch;
        _known = Math.Max(_known, head);
    }
}
