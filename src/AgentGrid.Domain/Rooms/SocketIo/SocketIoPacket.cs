namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>One received packet; its memory is slices of the input.</summary>
public readonly record struct SocketIoPacket
{
    /// <summary>Its kind.</summary>
    public SocketIoPacketType Type { get; init; }

    /// <summary>The namespace, UTF-8, with its slash; <c>/</c> when the packet names none.</summary>
    public ReadOnlyMemory<byte> Namespace { get; init; }

    /// <summary>Id that an acknowledgement carries or is asked to carry, 0 to 2^53 - 1; null: none.</summary>
    public long? Id { get; init; }

    /// <summary>Binary frames that follow; 0 unless the kind is a binary one.</summary>
    public int Attachments { get; init; }

    /// <summary>Name of an event; null for every other kind.</summary>
    public string? Name { get; init; }

    /// <summary>What an event or an acknowledgement carries, the name left out.</summary>
    public SocketIoArguments Arguments { get; init; }

    /// <summary>The object of a CONNECT, UTF-8 JSON; empty: none.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}
