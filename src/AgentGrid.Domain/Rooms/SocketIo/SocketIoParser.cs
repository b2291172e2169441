using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>
/// Reads packets of socket.io protocol 5: <c>type[attachments-][/namespace,][id][json]</c>. Stricter than the reference parser wherever a proper client cannot tell:
/// plain decimals only, names of events are strings, no lone surrogates. Never throws for what was sent.
/// </summary>
public static partial class SocketIoParser
{
    /// <summary>Bytes of the longest namespace.</summary>
    public const int LongestNamespace = 128;

    /// <summary>Characters of the longest name of an event.</summary>
    public const int LongestName = 128;

    /// <summary>Binary attachments that a packet may announce, as in the reference parser since 4.2.7 (CVE-2022-2421 and the ones after it).</summary>
    public const int MostAttachments = 10;

    /// <summary>How deeply JSON may be nested, the outer array included.</summary>
    public const int DeepestJson = 32;

    private const long LargestId = (1L << 53) - 1;

    private static readonly byte[] Root = "/"u8.ToArray();

    /// <summary>Reads the data of an Engine.IO message.</summary>
    /// <param name="text">The whole packet.</param>
    /// <param name="packet">The packet, with slices of <paramref name="text"/>; unset on a fault.</param>
    public static SocketIoFault Parse(ReadOnlyMemory<byte> text, out SocketIoPacket packet)
    {
        packet = default;
        if (text.IsEmpty) return SocketIoFault.Empty;
        var type = (SocketIoPacketType)(text.Span[0] - '0');
        if (type is < SocketIoPacketType.Connect or > SocketIoPacketType.BinaryAck) return SocketIoFault.UnknownType;
        if (!Utf8.IsValid(text.Span)) return SocketIoFault.BadText;

        var at = 1;
        var attachments = 0;
        if (type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck && ReadAttachments(text.Span, ref at, out attachments) is not SocketIoFault.None and var wrong) return wrong;
        if (ReadNamespace(text, ref at, out var space) is not SocketIoFault.None and var noSpace) return noSpace;
        if (ReadId(text.Span, ref at, out var id) is not SocketIoFault.None and var noId) return noId;

        packet = new SocketIoPacket { Type = type, Namespace = space, Id = id, Attachments = attachments };
        var fault = type switch
        {
            SocketIoPacketType.Connect or SocketIoPacketType.ConnectError => ReadObject(text[at..], ref packet),
            SocketIoPacketType.Disconnect => at != text.Length ? SocketIoFault.BadData : id is null ? SocketIoFault.None : SocketIoFault.BadId,
            SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent => ReadEvent(text[at..], ref packet),
            _ => ReadAck(text[at..], ref packet),
        };
        if (fault != SocketIoFault.None) packet = default;
        return fault;
    }

    private static SocketIoFault ReadAttachments(ReadOnlySpan<byte> text, ref int at, out int count)
    {
        var isInRange = TryReadNumber(text, ref at, MostAttachments, out var number, out var isAny);
        count = isInRange ? (int)number : 0;
        if (!isInRange) return isAny ? SocketIoFault.TooManyAttachments : SocketIoFault.BadAttachments;
        if (at >= text.Length || text[at] != '-') return SocketIoFault.BadAttachments;
        at++;
        return SocketIoFault.None;
    }

    private static SocketIoFault ReadNamespace(ReadOnlyMemory<byte> text, ref int at, out ReadOnlyMemory<byte> space)
    {
        space = Root;
        var span = text.Span[at..];
        if (span is not [(byte)'/', ..]) return SocketIoFault.None;
        var end = span.IndexOf((byte)',');
        var length = end < 0 ? span.Length : end;
        if (length > LongestNamespace || span[..length].ContainsAnyInRange((byte)0, (byte)0x1f)) return SocketIoFault.BadNamespace;
        space = text.Slice(at, length);
        at += end < 0 ? length : length + 1;
        return SocketIoFault.None;
    }

    private static SocketIoFault ReadId(ReadOnlySpan<byte> text, ref int at, out long? id)
    {
        id = null;
        if (at >= text.Length || !IsDigit(text[at])) return SocketIoFault.None;
        if (!TryReadNumber(text, ref at, LargestId, out var number, out _)) return SocketIoFault.BadId;
        id = number;
        return SocketIoFault.None;
    }

    // A plain decimal: digits, no sign, no leading zero, at most so large.
    private static bool TryReadNumber(ReadOnlySpan<byte> text, ref int at, long largest, out long number, out bool isAny)
    {
        var length = text[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : text.Length - at;
        var digits = text.Slice(at, length);
        isAny = length > 0 && (digits[0] != '0' || length == 1);
        at += length;
        number = 0;
        return isAny && length <= 16 && Utf8Parser.TryParse(digits, out number, out _) && number <= largest;
    }

    private static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';

    private static SocketIoFault ReadObject(ReadOnlyMemory<byte> json, ref SocketIoPacket packet)
    {
        if (packet.Id is not null) return SocketIoFault.BadId;
        if (json.IsEmpty) return packet.Type == SocketIoPacketType.Connect ? SocketIoFault.None : SocketIoFault.BadData;
        if (!TryReadWhole(json.Span, out var first, out _)) return SocketIoFault.BadJson;
        if (first != JsonTokenType.StartObject) return SocketIoFault.BadData;
        packet = packet with { Payload = json };
        return SocketIoFault.None;
    }

    private static SocketIoFault ReadEvent(ReadOnlyMemory<byte> json, ref SocketIoPacket packet)
    {
        if (json.IsEmpty) return SocketIoFault.BadData;
        if (!TryReadWhole(json.Span, out var first, out var elements)) return SocketIoFault.BadJson;
        if (first != JsonTokenType.StartArray) return SocketIoFault.BadData;
        if (elements == 0) return SocketIoFault.BadEventName;

        var array = TrimToBrackets(json);
        var reader = new Utf8JsonReader(array.Span);
        reader.Read();
        reader.Read();
        if (reader.TokenType != JsonTokenType.String) return SocketIoFault.BadEventName;
        var name = reader.ValueSpan.Length <= LongestName * 6 ? reader.GetString()! : "";
        if (name.Length is 0 or > LongestName) return SocketIoFault.BadEventName;
        if (IsReserved(name)) return SocketIoFault.ReservedEventName;

        var start = (int)reader.BytesConsumed;
        if (elements > 1) start += array.Span[start..].IndexOf((byte)',') + 1;
        else start = array.Length - 1;
        packet = packet with { Name = name, Arguments = new SocketIoArguments(array, start, 1, elements - 1) };
        return SocketIoFault.None;
    }

    private static SocketIoFault ReadAck(ReadOnlyMemory<byte> json, ref SocketIoPacket packet)
    {
        if (packet.Id is null) return SocketIoFault.BadId;
        if (json.IsEmpty) return SocketIoFault.BadData;
        if (!TryReadWhole(json.Span, out var first, out var elements)) return SocketIoFault.BadJson;
        if (first != JsonTokenType.StartArray) return SocketIoFault.BadData;
        packet = packet with { Arguments = new SocketIoArguments(TrimToBrackets(json), 1, 0, elements) };
        return SocketIoFault.None;
    }

    private static ReadOnlyMemory<byte> TrimToBrackets(ReadOnlyMemory<byte> json) => json.Trim(" \t\r\n"u8);

    private static bool IsReserved(string name) => name is "connect" or "connect_error" or "disconnect" or "disconnecting" or "newListener" or "removeListener";
}
