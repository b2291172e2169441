namespace AgentGrid.Bench.Rooms;

/// <summary>One agent in one room: what a socket needs.</summary>
/// <param name="Token">A token that opens the socket.</param>
/// <param name="RoomId">The only room that the agent is a member of.</param>
internal sealed record RoomSeat(string Token, string RoomId);
