namespace AgentGrid.Bench.Rooms;

/// <summary>What a frame from a server is.</summary>
internal enum RoomFrameKind
{
    /// <summary>Nothing that is measured (presence, heads).</summary>
    Other,

    /// <summary>The transport is open; the client is to say who it is.</summary>
    Greeting,

    /// <summary>The socket is in its rooms.</summary>
    Connected,

    /// <summary>A message of a room.</summary>
    Message,

    /// <summary>A message of this socket was accepted.</summary>
    Ack,

    /// <summary>A message, or the socket, was refused.</summary>
    Refused,

    /// <summary>The server asks whether the client is there.</summary>
    Ping,
}
