using System.Buffers.Binary;

namespace AgentGrid.Bench.Rooms;

/// <summary>Frames of RFC 6455 section 5.2, as a client sees them.</summary>
internal static class WebSocketFrames
{
    internal const byte Text = 1;
    internal const byte Close = 8;
    internal const byte Ping = 9;
    internal const byte Pong = 10;

    /// <summary>Bytes that <see cref="WriteHead"/> may need.</summary>
    internal const int LongestHead = 8;

    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int TwoByteLength = 126;
    private const int EightByteLength = 127;

    /// <summary>Writes the head of an unfragmented frame. The mask is zero, so that the payload stays as it is; servers unmask all the same.</summary>
    /// <returns>Its length.</returns>
    internal static int WriteHead(Span<byte> to, byte kind, int length)
    {
        to[0] = (byte)(Final | kind);
        var at = 2;
        if (length < TwoByteLength)
        {
            to[1] = (byte)(Masked | length);
        }
        else
        {
            to[1] = Masked | TwoByteLength;
            BinaryPrimitives.WriteUInt16BigEndian(to[2..], checked((ushort)length));
            at = 4;
        }

        to.Slice(at, 4).Clear();
        return at + 4;
    }

    /// <summary>Reads the frame at the beginning of <paramref name="bytes"/>. False when it is not complete.</summary>
    /// <exception cref="FormatException">It is fragmented; no server here does that to text this short.</exception>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out byte kind, out ReadOnlySpan<byte> payload, out int length)
    {
        kind = 0;
        payload = default;
        length = 0;
        if (bytes.Length < 2) return false;
        var size = bytes[1] & 0x7f;
        var head = size switch { TwoByteLength => 4, EightByteLength => 10, _ => 2 };
        if (bytes.Length < head) return false;
        if (head == 4) size = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        else if (head == 10) size = checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]));
        if (bytes.Length < head + size) return false;
        if ((bytes[0] & Final) == 0) throw new FormatException("A fragmented frame.");
        kind = (byte)(bytes[0] & 0x0f);
        payload = bytes.Slice(head, size);
        length = head + size;
        return true;
    }
}
