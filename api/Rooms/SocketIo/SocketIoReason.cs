namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Why a socket left its namespace. The closed set.</summary>
internal enum SocketIoReason
{
    /// <summary>The client left the namespace.</summary>
    ClientDisconnect,

    /// <summary>The server made it leave; the client does not come back by itself.</summary>
    ServerDisconnect,

    /// <summary>The server let go of the connection; the client comes back by itself.</summary>
    ServerDrop,

    /// <summary>The client closed the connection.</summary>
    TransportClose,

    /// <summary>The connection broke, or was used against the protocol of its transport.</summary>
    TransportError,

    /// <summary>A heartbeat was not answered.</summary>
    PingTimeout,

    /// <summary>The client sent something that is no packet, or one that does not belong there.</summary>
    ParseError,

    /// <summary>The client was in no namespace for too long.</summary>
    ConnectTimeout,

    /// <summary>The client did not take what was sent to it, and even answers found no room any more.</summary>
    SlowConsumer,

    /// <summary>Too many packets in a second, or too many refused CONNECTs.</summary>
    Flood,

    /// <summary>The handler of the namespace failed.</summary>
    HandlerFailed,
}
