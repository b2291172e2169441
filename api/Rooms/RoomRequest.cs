namespace AgentGrid.Api.Rooms;

/// <summary>A room to be created.</summary>
/// <param name="Slug">Short unique name: 2 to 63 of a-z, 0-9 or '-'.</param>
/// <param name="Name">What people call it; default: the slug.</param>
public sealed record RoomRequest(string? Slug, string? Name);
