namespace AgentGrid.Api.Rooms;

/// <summary>Who is to become a member: one of the two.</summary>
/// <param name="AgentId">An agent.</param>
/// <param name="UserId">A person.</param>
public sealed record RoomMemberRequest(string? AgentId, string? UserId);
