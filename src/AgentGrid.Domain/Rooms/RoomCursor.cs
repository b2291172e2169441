namespace AgentGrid.Domain.Rooms;

/// <summary>How far a client has read a room: one value for live, resumed and historical reading. It never expires.</summary>
/// <param name="Epoch">The epoch it has read in; null when the client did not say.</param>
/// <param name="Seq">The last message it has, 0 for none.</param>
public readonly record struct RoomCursor(long? Epoch, long Seq)
{
    /// <summary>What a client with this cursor lacks in a room with this head.</summary>
    public RoomResume Resume(long epoch, long head)
    {
        // After a restore the same numbers may stand for other messages: everything is to be read again.
        if (Epoch is { } read && read != epoch) return Gap(1, RoomGapReason.EpochChanged);
        // Ahead of the room without an epoch to explain it: the client knows another history.
        if (Seq > head) return Gap(1, RoomGapReason.EpochChanged);
        if (head - Seq > RoomRules.MaxReplay) return Gap(Seq + 1, RoomGapReason.Limit);
        return new RoomResume(Seq + 1, null);

        RoomResume Gap(long from, RoomGapReason reason) => new(head + 1, head >= from ? new RoomGap(from, head, reason) : null);
    }
}
