using System.Buffers.Text;
using System.Text.Json;

namespace AgentGrid.Domain.Rooms.SocketIo;

public static partial class SocketIoParser
{
    // Reads to the end, so that everything after it may rely on sound JSON, and on strings that can be decoded.
    private static bool TryReadWhole(ReadOnlySpan<byte> json, out JsonTokenType first, out int elements)
    {
        first = JsonTokenType.None;
        elements = 0;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestJson });
        try
        {
            while (reader.Read())
            {
                if (first == JsonTokenType.None) first = reader.TokenType;
                else if (reader.CurrentDepth == 1 && IsValue(reader.TokenType)) elements++;
                if (reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan)) return false;
            }

            return first != JsonTokenType.None;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Everything that begins an element of an array.
    private static bool IsValue(JsonTokenType token) => token is not (JsonTokenType.EndArray or JsonTokenType.EndObject or JsonTokenType.PropertyName);

    // JSON may spell half of a surrogate pair (RFC 8259 section 8.2); nothing in .NET or PostgreSQL can hold it.
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> text)
    {
        var awaited = false;
        while (true)
        {
            var next = text.IndexOf((byte)'\\');
            if (next < 0) return awaited;
            if (awaited && next > 0) return true;
            var kind = text[next + 1];
            var isHigh = false;
            if (kind == 'u')
            {
                if (!Utf8Parser.TryParse(text.Slice(next + 2, 4), out ushort unit, out _, 'x')) return true;
                isHigh = char.IsHighSurrogate((char)unit);
                if (char.IsLowSurrogate((char)unit) != awaited) return true;
            }
            else if (awaited)
            {
                return true;
            }

            awaited = isHigh;
            text = text[(next + (kind == 'u' ? 6 : 2))..];
        }
    }
}
