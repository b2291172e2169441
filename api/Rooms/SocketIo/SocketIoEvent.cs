using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>An event that a client sent.</summary>
internal sealed class SocketIoEvent
{
    private readonly SocketIoSocket _socket;
    private long _ackId;

    internal SocketIoEvent(SocketIoSocket socket, in SocketIoPacket packet)
    {
        _socket = socket;
        Name = packet.Name!;
        Arguments = packet.Arguments.ToOwned();
        _ackId = packet.Id ?? -1;
    }

    /// <summary>Its name; none of the reserved ones.</summary>
    public string Name { get; }

    /// <summary>Its arguments; memory of their own.</summary>
    public SocketIoArguments Arguments { get; }

    /// <summary>Whether the client still waits for an answer.</summary>
    public bool WantsAck => Volatile.Read(ref _ackId) >= 0;

    /// <summary>Answers, once; nothing happens when no answer is wanted.</summary>
    /// <param name="arguments">UTF-8 JSON values separated by commas; empty: none.</param>
    public void Ack(ReadOnlySpan<byte> arguments)
    {
        var id = Interlocked.Exchange(ref _ackId, -1);
        if (id >= 0) _socket.Answer(id, arguments);
    }
}
