namespace AgentGrid.Domain.Rooms;

/// <summary>A room that somebody is a member of.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Slug">Its short name.</param>
/// <param name="Name">What people call it.</param>
public sealed record RoomMembership(Guid RoomId, string Slug, string Name);
