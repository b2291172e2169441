namespace AgentGrid.Domain.Rooms;

/// <summary>All that a room's writer must know, as of one moment.</summary>
/// <param name="Room">The room.</param>
/// <param name="Head">Where it ends.</param>
/// <param name="Members">Who may write.</param>
public sealed record RoomState(RoomRecord Room, RoomHead Head, IReadOnlyList<RoomMemberRecord> Members);
