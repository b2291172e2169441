using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace AgentGrid.Bench.Rooms;

/// <summary>Text packets of socket.io protocol 5 in the namespace <c>/agents</c>, without binary attachments.</summary>
internal sealed class SocketIoCodec : IRoomCodec
{
    public string Path => "/socket.io/?EIO=4&transport=websocket";

    public bool SendsTokenFirst => false;

    public byte[] Pong { get; } = "3"u8.ToArray();

    public byte[] Hello(string token) => Encoding.UTF8.GetBytes($$"""40/agents,{"token":"{{token}}"}""");

    public RoomFrameKind Read(ReadOnlySpan<byte> frame, out long number)
    {
        number = -1;
        if (frame.StartsWith("42/agents,[\"message:new\""u8)) return RoomFrameKind.Message;
        if (frame.StartsWith("43/agents,"u8))
            return Utf8Parser.TryParse(frame["43/agents,"u8.Length..], out number, out _) && frame.IndexOf("\"ok\":true"u8) >= 0 ? RoomFrameKind.Ack : RoomFrameKind.Refused;
        if (frame.StartsWith("42/agents,[\"connected\""u8)) return RoomFrameKind.Connected;
        if (frame.SequenceEqual("2"u8)) return RoomFrameKind.Ping;
        if (frame.StartsWith("0{"u8)) return RoomFrameKind.Greeting;
        // 41: thrown out of the namespace; 44: not let in.
        return frame.StartsWith("41"u8) || frame.StartsWith("44"u8) || frame.StartsWith("42/agents,[\"error\""u8) || frame.StartsWith("42/agents,[\"room:gap\""u8)
            ? RoomFrameKind.Refused
            : RoomFrameKind.Other;
    }

    public int WriteMessage(Span<byte> frame, long number, string roomId, string run, string body) =>
        Utf8.TryWrite(frame, $$"""42/agents,{{number}}["message:send",{"roomId":"{{roomId}}","clientMessageId":"{{run}}-{{number}}","body":"{{body}}"}]""", out var length)
            ? length
            : throw new ArgumentException("The message does not fit.", nameof(body));
}
