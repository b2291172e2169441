namespace AgentGrid.Api.Rooms;

/// <summary>A member of a room.</summary>
/// <param name="Id">Id of the agent or person.</param>
/// <param name="Kind"><c>agent</c> or <c>user</c>.</param>
/// <param name="Name">Display name.</param>
/// <param name="AddedAt">Since when.</param>
public sealed record RoomMemberResponse(Guid Id, string Kind, string Name, DateTimeOffset AddedAt);
