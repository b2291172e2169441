namespace AgentGrid.Domain.Rooms;

/// <summary>Who came to a room and who went.</summary>
/// <param name="Version">Number of this change.</param>
/// <param name="Count">Members online now.</param>
/// <param name="Joined">Members that were offline before.</param>
/// <param name="Left">Members that were online before.</param>
public sealed record RoomPresenceChange(long Version, int Count, IReadOnlyList<Guid> Joined, IReadOnlyList<Guid> Left);
