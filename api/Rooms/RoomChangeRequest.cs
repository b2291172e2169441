namespace AgentGrid.Api.Rooms;

/// <summary>What is to be changed of a room; what is absent stays.</summary>
/// <param name="Slug">Short unique name.</param>
/// <param name="Name">What people call it.</param>
public sealed record RoomChangeRequest(string? Slug, string? Name);
