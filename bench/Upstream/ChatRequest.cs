using System.Buffers.Text;

namespace AgentGrid.Bench.Upstream;

/// <summary>
/// What the mock needs to know of a chat request, found by looking for the fields and not by parsing JSON: the mock must stay cheap.
/// The gap between chunks travels as <c>"user":"gap-&lt;microseconds&gt;"</c>, a field that every gateway passes on.
/// </summary>
internal readonly ref struct ChatRequest(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    internal bool Streamed => IsTrue("\"stream\""u8);

    internal bool WantsUsage => IsTrue("\"include_usage\""u8);

    internal long GapNanoseconds
    {
        get
        {
            var start = _body.IndexOf("\"gap-"u8);
            return start >= 0 && Utf8Parser.TryParse(_body[(start + 5)..], out long micros, out _) ? micros * 1000 : 0;
        }
    }

    private bool IsTrue(ReadOnlySpan<byte> field)
    {
        var start = _body.IndexOf(field);
        return start >= 0 && _body[(start + field.Length)..].TrimStart(" :\t\r\n"u8).StartsWith("true"u8);
    }
}
