namespace AgentGrid.Api.Tests.Rooms;

/// <summary>An agent of a test.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, also its display name.</param>
/// <param name="Token">Opens rooms.</param>
/// <param name="Client">Sends the token.</param>
internal sealed record RoomAgent(string Id, string Name, string Token, HttpClient Client);
