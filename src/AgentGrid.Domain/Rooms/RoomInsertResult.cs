namespace AgentGrid.Domain.Rooms;

/// <summary>What became of the creation of a room.</summary>
/// <param name="Outcome"><see cref="RoomWriteOutcome.Done"/>, <see cref="RoomWriteOutcome.Unchanged"/> (the operation was carried out before) or <see cref="RoomWriteOutcome.SlugTaken"/>.</param>
/// <param name="Room">The room of the operation; null when the slug was taken.</param>
public sealed record RoomInsertResult(RoomWriteOutcome Outcome, RoomRecord? Room);
