using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Rooms;

/// <summary>
/// The fingerprints of a room: an audit chain whose entries are its messages, so a sender can later prove what was said and where, and what verifies audit chains
/// verifies rooms. docs/rooms.md publishes the layout.
/// </summary>
public static class RoomChain
{
    private const int Fixed = 256;
    private static readonly byte[] Tag = "agentgrid.room.message"u8.ToArray();

    /// <summary>The message with its place and fingerprints, following the head.</summary>
    public static RoomMessage Append(RoomHead head, RoomMessage message)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(message);
        var placed = message with { RoomId = head.RoomId, Seq = head.Seq + 1, Epoch = head.Epoch, Previous = head.Next };
        return placed with { Fingerprint = Link(placed).ComputeFingerprint() };
    }

    /// <summary>The message as a link of the audit chain <see cref="AuditChains.OfRoom"/>, with the content hash that its fields have.</summary>
    public static AuditLink Link(RoomMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new AuditLink
        {
            Version = AuditLink.CurrentVersion,
            Chain = AuditChains.OfRoom(message.RoomId),
            Epoch = message.Epoch,
            Index = message.Seq,
            Previous = message.Previous,
            ContentHash = ContentHash(message),
            Fingerprint = message.Fingerprint,
        };
    }

    /// <summary>SHA-256 over what was said, by whom and when; each field with its length before it (32 bits, big-endian), so no two messages have the same bytes.</summary>
    public static AuditFingerprint ContentHash(RoomMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var utf8 = Encoding.UTF8;
        var most = Fixed + utf8.GetMaxByteCount(message.SenderName.Length) + utf8.GetMaxByteCount(message.Body.Length) + utf8.GetMaxByteCount(message.Metadata?.Length ?? 0)
            + message.SenderKind.Length + message.ContentType.Length + message.ClientMessageId.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        var length = 0;
        try
        {
            Bytes(buffer, ref length, Tag);
            Id(buffer, ref length, message.Id);
            Id(buffer, ref length, message.SenderId);
            Text(buffer, ref length, message.SenderKind);
            Text(buffer, ref length, message.SenderName);
            Text(buffer, ref length, message.ContentType);
            Text(buffer, ref length, message.Body);
            Id(buffer, ref length, message.ReplyTo);
            Text(buffer, ref length, message.Metadata);
            Text(buffer, ref length, message.ClientMessageId);
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(length), Microseconds(message.CreatedAt));
            return AuditFingerprint.Of(buffer.AsSpan(0, length + sizeof(long)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A moment cut to whole microseconds, as the database keeps it.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    // What is absent has length 0; none of these fields can be present and empty.
    private static void Text(byte[] buffer, ref int length, string? text)
    {
        var written = Encoding.UTF8.GetBytes(text ?? "", buffer.AsSpan(length + sizeof(int)));
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length), written);
        length += sizeof(int) + written;
    }

    private static void Bytes(byte[] buffer, ref int length, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length), bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length + sizeof(int)));
        length += sizeof(int) + bytes.Length;
    }

    private static void Id(byte[] buffer, ref int length, Guid? id)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (id is not { } given)
        {
            Bytes(buffer, ref length, []);
            return;
        }

        given.TryWriteBytes(bytes, bigEndian: true, out _);
        Bytes(buffer, ref length, bytes);
    }
}
