using System.Buffers;
using System.Text.Encodings.Web;

namespace AgentGrid.Providers.OpenAi;

/// <summary>Writes JSON strings straight into a buffer.</summary>
internal static class JsonText
{
    /// <summary>Writes a quoted, escaped string; bytes that are not UTF-8 become U+FFFD.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        output.Write("\""u8);
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        while (!utf8.IsEmpty)
        {
            var clean = encoder.FindFirstCharacterToEncodeUtf8(utf8);
            if (clean < 0)
                clean = utf8.Length;
            output.Write(utf8[..clean]);
            utf8 = utf8[clean..];
            if (utf8.IsEmpty)
                break;
            encoder.EncodeUtf8(utf8, output.GetSpan(64), out var consumed, out var written);
            output.Advance(written);
            utf8 = utf8[consumed..];
        }
        output.Write("\""u8);
    }
}
