namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>The kinds of packet of Engine.IO protocol 4; on the wire the digit of the value.</summary>
public enum EngineIoPacketType
{
    /// <summary>First packet of a session, from the server, with its parameters.</summary>
    Open = 0,

    /// <summary>The session ends; from either side.</summary>
    Close = 1,

    /// <summary>Heartbeat of the server; from a client only as <c>2probe</c> during an upgrade.</summary>
    Ping = 2,

    /// <summary>Answer of the client; from the server only as <c>3probe</c>.</summary>
    Pong = 3,

    /// <summary>Carries a socket.io packet.</summary>
    Message = 4,

    /// <summary>The client goes on over the probed WebSocket.</summary>
    Upgrade = 5,

    /// <summary>Ends a poll that has nothing to say.</summary>
    Noop = 6,
}
