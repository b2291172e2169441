namespace AgentGrid.Api.Rooms;

/// <summary>Who is connected to a room.</summary>
/// <param name="Version">Number of the last <c>presence:update</c> that this includes.</param>
/// <param name="Count">Members online.</param>
/// <param name="Members">Them; null when there are more than 200.</param>
public sealed record RoomPresenceResponse(long Version, int Count, IReadOnlyList<RoomMemberResponse>? Members);
