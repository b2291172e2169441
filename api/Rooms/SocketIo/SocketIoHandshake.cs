namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>A client asks to join a namespace.</summary>
/// <param name="Auth">UTF-8 JSON object that the client sent (its <c>auth</c> option, evaluated anew at each connection); empty: none. Memory of its own.</param>
/// <param name="Request">The first HTTP request of the session.</param>
internal sealed record SocketIoHandshake(ReadOnlyMemory<byte> Auth, SocketIoRequest Request);
