using System.Text;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>What is sent to sockets: encoded once per door, however many receive it. Never changed afterwards.</summary>
/// <param name="Name">Of the closed set of events.</param>
/// <param name="Payload">A JSON object in UTF-8.</param>
internal sealed record RoomEvent(string Name, byte[] Payload)
{
    /// <summary>Namespace of the socket.io door.</summary>
    internal const string Namespace = "/agents";

    private byte[]? _frame;
    private byte[]? _packet;

    /// <summary>For the plain door: the payload with its name as <c>type</c>. Two threads may encode it at the same time; both do it alike.</summary>
    public ReadOnlyMemory<byte> Frame => _frame ??= ToFrame(Name, Payload);

    /// <summary>For the socket.io door.</summary>
    public EngineIoFrame Packet => EngineIoFrame.FromText(_packet ??= SocketIoFormat.Event(Namespace, Name, Payload).Bytes.ToArray());

    /// <summary>A payload as a frame of the plain door.</summary>
    /// <param name="type">Its <c>type</c>.</param>
    /// <param name="payload">A JSON object in UTF-8.</param>
    /// <param name="more">Further members, each with a comma before it.</param>
    internal static byte[] ToFrame(string type, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> more = default)
    {
        ReadOnlySpan<byte> head = "{\"type\":\""u8;
        var isEmpty = payload.Length == 2;
        var frame = new byte[head.Length + Encoding.UTF8.GetByteCount(type) + 1 + more.Length + (isEmpty ? 0 : 1) + payload.Length - 1];
        head.CopyTo(frame);
        var at = head.Length;
        at += Encoding.UTF8.GetBytes(type, frame.AsSpan(at));
        frame[at++] = (byte)'"';
        more.CopyTo(frame.AsSpan(at));
        at += more.Length;
        if (!isEmpty) frame[at++] = (byte)',';
        payload[1..].CopyTo(frame.AsSpan(at));
        return frame;
    }
}
