namespace AgentGrid.Contracts.Rooms;

/// <summary>An API process, as one of its rooms sees it. One-way: what is lost is found by the next <see cref="RoomBeat"/>.</summary>
[Alias("grid.rooms.IRoomObserver")]
public interface IRoomObserver : IGrainObserver
{
    /// <summary>Messages were written.</summary>
    [Alias("Posted")]
    void Posted(RoomNotice notice);

    /// <summary>Members came or went.</summary>
    [Alias("PresenceChanged")]
    void PresenceChanged(RoomPresenceNotice notice);

    /// <summary>A member is writing.</summary>
    [Alias("Typing")]
    void Typing(RoomId room, RoomMember member);

    /// <summary>A member was taken out, or, when null, the room was deleted.</summary>
    [Alias("Removed")]
    void Removed(RoomId room, Guid? member);
}
