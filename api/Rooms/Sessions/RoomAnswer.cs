namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>The answer to an event.</summary>
/// <param name="Payload">A JSON object in UTF-8.</param>
/// <param name="Join">The seat whose messages follow the answer; null for none.</param>
internal sealed record RoomAnswer(byte[] Payload, RoomJoin? Join = null);
