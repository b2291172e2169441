namespace AgentGrid.Bench.Rooms;

/// <summary>How a server is spoken to.</summary>
internal enum RoomDoor
{
    /// <summary>JSON objects with a <c>type</c> over a plain WebSocket at <c>/ws</c>.</summary>
    Plain,

    /// <summary>socket.io protocol 5 over Engine.IO 4, WebSocket from the first request on.</summary>
    SocketIo,
}
