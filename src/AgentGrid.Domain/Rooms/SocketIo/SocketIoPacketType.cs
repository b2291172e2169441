namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>The kinds of packet of socket.io protocol 5; on the wire the digit of the value.</summary>
public enum SocketIoPacketType
{
    /// <summary>Asks to join a namespace, or says that it was joined.</summary>
    Connect = 0,

    /// <summary>Leaves a namespace.</summary>
    Disconnect = 1,

    /// <summary>A name and arguments.</summary>
    Event = 2,

    /// <summary>Answers an event that had an id.</summary>
    Ack = 3,

    /// <summary>The namespace was refused; only from the server.</summary>
    ConnectError = 4,

    /// <summary>An event with binary attachments.</summary>
    BinaryEvent = 5,

    /// <summary>An answer with binary attachments.</summary>
    BinaryAck = 6,
}
