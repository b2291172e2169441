using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>Writes packets of socket.io protocol 5 inside their Engine.IO message. JSON that is passed in is not checked: it comes from the server.</summary>
public static class SocketIoFormat
{
    /// <summary>Says that a namespace was joined.</summary>
    /// <param name="space">The namespace, with its slash.</param>
    /// <param name="sid">Id of the socket: letters, digits, <c>-</c> and <c>_</c>.</param>
    public static EngineIoFrame Connected(string space, string sid) => Packet(SocketIoPacketType.Connect, space, null, Encoding.UTF8.GetBytes($$"""{"sid":"{{sid}}"}"""));

    /// <summary>Refuses a namespace; the client raises it as <c>connect_error</c> and does not try again by itself.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="message">What <c>err.message</c> will say.</param>
    /// <param name="data">UTF-8 JSON of <c>err.data</c>; empty: none.</param>
    public static EngineIoFrame Refused(string space, string message, ReadOnlySpan<byte> data = default)
    {
        var text = JsonEncodedText.Encode(message).EncodedUtf8Bytes;
        return Packet(SocketIoPacketType.ConnectError, space, null, data.IsEmpty ? [.. "{\"message\":\""u8, .. text, .. "\"}"u8] : [.. "{\"message\":\""u8, .. text, .. "\",\"data\":"u8, .. data, (byte)'}']);
    }

    /// <summary>Tells the client that it has left the namespace; it does not come back by itself.</summary>
    public static EngineIoFrame Disconnected(string space) => Packet(SocketIoPacketType.Disconnect, space, null, default);

    /// <summary>An event. The result may be sent to any number of sockets of the namespace.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="name">Name of the event.</param>
    /// <param name="arguments">UTF-8 JSON values separated by commas; empty: none.</param>
    public static EngineIoFrame Event(string space, string name, ReadOnlySpan<byte> arguments)
    {
        var encoded = JsonEncodedText.Encode(name).EncodedUtf8Bytes;
        var head = Head(SocketIoPacketType.Event, space, null, 4 + encoded.Length + (arguments.IsEmpty ? 0 : 1) + arguments.Length, out var at);
        head[at++] = (byte)'[';
        head[at++] = (byte)'"';
        at += Copy(encoded, head, at);
        head[at++] = (byte)'"';
        if (!arguments.IsEmpty) head[at++] = (byte)',';
        at += Copy(arguments, head, at);
        head[at] = (byte)']';
        return head;
    }

    /// <summary>Answers an event that had an id.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="id">The id that came with the event.</param>
    /// <param name="arguments">UTF-8 JSON values separated by commas; empty: none.</param>
    public static EngineIoFrame Ack(string space, long id, ReadOnlySpan<byte> arguments)
    {
        var head = Head(SocketIoPacketType.Ack, space, id, 2 + arguments.Length, out var at);
        head[at++] = (byte)'[';
        at += Copy(arguments, head, at);
        head[at] = (byte)']';
        return head;
    }

    private static EngineIoFrame Packet(SocketIoPacketType type, string space, long? id, ReadOnlySpan<byte> json)
    {
        var head = Head(type, space, id, json.Length, out var at);
        json.CopyTo(head.AsSpan(at));
        return head;
    }

    // 4<type>[/namespace,][id] and room for what follows, in one array of exactly that size.
    private static byte[] Head(SocketIoPacketType type, string space, long? id, int following, out int at)
    {
        var named = space != "/";
        Span<byte> digits = stackalloc byte[20];
        var digitCount = 0;
        if (id is { } number) Utf8Formatter.TryFormat(number, digits, out digitCount);
        var bytes = new byte[2 + (named ? Encoding.UTF8.GetByteCount(space) + 1 : 0) + digitCount + following];
        bytes[0] = (byte)('0' + (int)EngineIoPacketType.Message);
        bytes[1] = (byte)('0' + (int)type);
        at = 2;
        if (named)
        {
            at += Encoding.UTF8.GetBytes(space, bytes.AsSpan(at));
            bytes[at++] = (byte)',';
        }

        digits[..digitCount].CopyTo(bytes.AsSpan(at));
        at += digitCount;
        return bytes;
    }

    private static int Copy(ReadOnlySpan<byte> source, byte[] target, int at)
    {
        source.CopyTo(target.AsSpan(at));
        return source.Length;
    }
}
