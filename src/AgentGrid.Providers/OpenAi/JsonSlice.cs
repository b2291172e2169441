using System.Text;
using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

/// <summary>Reads single raw JSON values that a parser found earlier; an empty range or another type gives null.</summary>
internal static class JsonSlice
{
    /// <summary>A JSON string that repeats from answer to answer, without allocating where possible.</summary>
    public static string? Name(ReadOnlySpan<byte> json, Range range)
    {
        var value = json[range];
        if (value.Length < 2 || value[0] != (byte)'"')
            return null;
        return value.Contains((byte)'\\') ? Text(json, range) : Utf8Names.Get(value[1..^1]);
    }

    public static string? Text(ReadOnlySpan<byte> json, Range range)
    {
        var value = json[range];
        if (value.Length < 2 || value[0] != (byte)'"')
            return null;
        try
        {
            var reader = new Utf8JsonReader(value);
            reader.Read();
            return reader.GetString();
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // Lone surrogates or bytes that are not UTF-8: no text, while the raw bytes still go through.
            return null;
        }
    }

    public static string? ContentText(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty || content[0] != (byte)'[')
            return Text(content, ..);
        var text = new StringBuilder();
        var reader = new Utf8JsonReader(content);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2 || !reader.ValueTextEquals("text"u8))
                continue;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                text.Append(Text(content, (int)reader.TokenStartIndex..(int)reader.BytesConsumed));
        }
        return text.ToString();
    }
}
