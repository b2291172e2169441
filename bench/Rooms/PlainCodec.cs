using System.Buffers.Text;
using System.Text.Unicode;

namespace AgentGrid.Bench.Rooms;

/// <summary>The plain door of this project, docs/rooms.md.</summary>
internal sealed class PlainCodec : IRoomCodec
{
    public string Path => "/ws";

    public bool SendsTokenFirst => true;

    public byte[] Pong => [];

    public byte[] Hello(string token) => [];

    public RoomFrameKind Read(ReadOnlySpan<byte> frame, out long number)
    {
        number = -1;
        if (frame.StartsWith("{\"type\":\"message:new\""u8)) return RoomFrameKind.Message;
        if (frame.StartsWith("{\"type\":\"ack\",\"id\":"u8))
            return Utf8Parser.TryParse(frame["{\"type\":\"ack\",\"id\":"u8.Length..], out number, out _) && frame.IndexOf("\"ok\":true"u8) >= 0 ? RoomFrameKind.Ack : RoomFrameKind.Refused;
        if (frame.StartsWith("{\"type\":\"connected\""u8)) return RoomFrameKind.Connected;
        return frame.StartsWith("{\"type\":\"error\""u8) || frame.StartsWith("{\"type\":\"room:gap\""u8) ? RoomFrameKind.Refused : RoomFrameKind.Other;
    }

    public int WriteMessage(Span<byte> frame, long number, string roomId, string run, string body) =>
        Utf8.TryWrite(frame, $$"""{"type":"message:send","id":{{number}},"roomId":"{{roomId}}","clientMessageId":"{{run}}-{{number}}","body":"{{body}}"}""", out var length)
            ? length
            : throw new ArgumentException("The message does not fit.", nameof(body));
}
