using System.Text;

namespace AgentGrid.Bench.Upstream;

/// <summary>What the mock model answers, prepared once, in the OpenAI dialect.</summary>
internal static class CannedAnswers
{
    /// <summary>Bytes of the body of a non-streamed answer.</summary>
    internal const int BodyLength = 1024;

    /// <summary>Content chunks of a streamed answer.</summary>
    internal const int Chunks = 200;

    /// <summary>Digits of the send time in a chunk (nanoseconds, padded with zeros).</summary>
    internal const int TimeDigits = 19;

    // The content goes where the percent sign is.
    private const string JsonTemplate =
        """{"id":"chatcmpl-bench","object":"chat.completion","created":1700000000,"model":"bench-model","choices":[{"index":0,"message":{"role":"assistant","content":"%"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":200,"total_tokens":212}}""";

    private const string ChunkStart = """data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"bench-model","choices":""";

    /// <summary>The text of the non-streamed answer; a client that finds it knows that nothing was cut.</summary>
    internal static byte[] Content { get; } = [.. "<"u8, .. Enumerable.Repeat((byte)'x', BodyLength - JsonTemplate.Length - 1), .. ">"u8];

    internal static byte[] Json { get; } = Whole("200 OK", JsonTemplate.Replace("%", Encoding.ASCII.GetString(Content), StringComparison.Ordinal));

    internal static byte[] Models { get; } = Whole("200 OK", """{"object":"list","data":[{"id":"bench-model","object":"model","created":1700000000,"owned_by":"bench"}]}""");

    internal static byte[] NotFound { get; } = Whole("404 Not Found", """{"error":{"message":"No such route.","type":"invalid_request_error","param":null,"code":"not_found"}}""");

    /// <summary>Status and fields of a streamed answer. X-Accel-Buffering is how an upstream tells nginx not to buffer this answer.</summary>
    internal static byte[] StreamHead { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>One content chunk with room for the send time at <see cref="TimeOffset"/>.</summary>
    internal static byte[] Chunk { get; } = Framed(
        ChunkStart + """[{"index":0,"delta":{"content":"@""" + new string('0', TimeDigits) + """@"},"finish_reason":null}]}""" + "\n\n");

    internal static int TimeOffset { get; } = Chunk.AsSpan().IndexOf((byte)'@') + 1;

    internal static byte[] StreamEnd { get; } = [.. Finish, .. Done];

    /// <summary>The end of a stream whose caller asked for usage.</summary>
    internal static byte[] StreamEndWithUsage { get; } =
        [.. Finish, .. Framed(ChunkStart + """[],"usage":{"prompt_tokens":12,"completion_tokens":200,"total_tokens":212}}""" + "\n\n"), .. Done];

    private static byte[] Finish => Framed(ChunkStart + """[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n");

    private static byte[] Done => [.. Framed("data: [DONE]\n\n"), .. "0\r\n\r\n"u8];

    private static byte[] Framed(string text) => Encoding.ASCII.GetBytes($"{text.Length:x}\r\n{text}\r\n");

    private static byte[] Whole(string status, string body) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
