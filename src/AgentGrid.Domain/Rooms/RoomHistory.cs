namespace AgentGrid.Domain.Rooms;

/// <summary>A part of a room's history, and where the room ends.</summary>
/// <param name="Epoch">The room's epoch.</param>
/// <param name="Head">Seq of its last message.</param>
/// <param name="Messages">In the order that was asked for.</param>
/// <param name="HasMore">Whether there are more in that direction.</param>
public sealed record RoomHistory(long Epoch, long Head, IReadOnlyList<RoomMessage> Messages, bool HasMore);
