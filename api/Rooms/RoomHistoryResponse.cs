namespace AgentGrid.Api.Rooms;

/// <summary>A part of a room's history.</summary>
/// <param name="Messages">Newest first; with <c>after</c> oldest first.</param>
/// <param name="NextCursor">Where to go on: a <c>cursor</c>, or, with <c>after</c>, the next <c>after</c>. Null on the last page.</param>
/// <param name="Epoch">The room's epoch.</param>
/// <param name="Head">Seq of the room's last message.</param>
public sealed record RoomHistoryResponse(IReadOnlyList<RoomMessageResponse> Messages, string? NextCursor, long Epoch, long Head);
