namespace AgentGrid.Domain.Rooms;

/// <summary>Messages of one room that are written together or not at all.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Version">The version of the room that the writer knows: its members and epoch were judged by it.</param>
/// <param name="Messages">At least one, with seqs that follow the head.</param>
public sealed record RoomBatch(Guid RoomId, int Version, IReadOnlyList<RoomMessage> Messages);
