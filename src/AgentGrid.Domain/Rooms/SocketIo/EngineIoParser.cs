namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>Reads packets of Engine.IO protocol 4. Never throws for what was sent.</summary>
public static class EngineIoParser
{
    /// <summary>Separates the packets of a polling payload.</summary>
    public const byte Separator = 0x1e;

    private const byte BinaryMark = (byte)'b';

    /// <summary>Reads one text frame of a WebSocket.</summary>
    /// <param name="text">The whole frame.</param>
    /// <param name="packet">The packet, a slice of the frame; unset on a fault.</param>
    public static SocketIoFault Parse(ReadOnlyMemory<byte> text, out EngineIoPacket packet)
    {
        packet = default;
        if (text.IsEmpty) return SocketIoFault.Empty;
        var type = text.Span[0] - '0';
        if (type is < (int)EngineIoPacketType.Open or > (int)EngineIoPacketType.Noop) return SocketIoFault.UnknownType;
        packet = new EngineIoPacket((EngineIoPacketType)type, text[1..]);
        return SocketIoFault.None;
    }

    /// <summary>Takes the first packet off a polling payload.</summary>
    /// <param name="payload">The payload; afterwards what is left of it, null when that was all.</param>
    /// <param name="packet">The packet; unset on a fault. Text is a slice of the payload, binary data memory of its own.</param>
    public static SocketIoFault ParseNext(ref ReadOnlyMemory<byte>? payload, out EngineIoPacket packet)
    {
        var all = payload.GetValueOrDefault();
        var end = all.Span.IndexOf(Separator);
        var part = end < 0 ? all : all[..end];
        // Spelled out: a plain null would become empty memory, by the conversion from arrays.
        payload = end < 0 ? default(ReadOnlyMemory<byte>?) : all[(end + 1)..];
        return part.Span is [BinaryMark, ..] ? ParseBase64(part.Span[1..], out packet) : Parse(part, out packet);
    }

    private static SocketIoFault ParseBase64(ReadOnlySpan<byte> base64, out EngineIoPacket packet)
    {
        packet = default;
        if (!System.Buffers.Text.Base64.IsValid(base64, out var length)) return SocketIoFault.BadBase64;
        var bytes = new byte[length];
        System.Buffers.Text.Base64.DecodeFromUtf8(base64, bytes, out _, out _);
        packet = new EngineIoPacket(EngineIoPacketType.Message, bytes, IsBinary: true);
        return SocketIoFault.None;
    }
}
