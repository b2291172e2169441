using System.IO.Compression;
using System.Text;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>What scripted upstreams say: answers of the OpenAI dialect as bytes on the wire.</summary>
public static class Answers
{
    /// <summary>Status and headers of a stream whose body is sent with <see cref="UpstreamExchange.ChunkAsync(string)"/>.</summary>
    public const string StreamHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    /// <summary>The same for a stream that ends with its connection.</summary>
    public const string StreamHeadUntilClose = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

    public const string Done = "data: [DONE]\n\n";
    public static readonly string Usage = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""" + "\n\n";
    public static readonly string Stop = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";

    /// <summary>A JSON answer with its right length.</summary>
    public static string Json(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    /// <summary>A complete chat completion with 3 tokens in and 2 out.</summary>
    public static string Chat(string text) =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    /// <summary>One chunk of text as an event.</summary>
    public static string Delta(string text) =>
        $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"{{text}}"},"finish_reason":null}]}""" + "\n\n";

    /// <summary>One chunk of text that also reports 3 tokens in and 1 out so far.</summary>
    public static string DeltaWithUsage(string text) => Delta(text).Replace("\"choices\"", "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1},\"choices\"", StringComparison.Ordinal);

    /// <summary>The events of a complete answer of two chunks, with usage.</summary>
    public static string Stream(string text) => Delta(text) + Delta("!") + Stop + Usage + Done;

    /// <summary>An error body.</summary>
    public static string Error(string message, string type = "server_error", string code = "null") =>
        $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","param":null,"code":{{{code}}}}}""";

    /// <summary>One vector of 0.5 and -1, as numbers or (little-endian, base64) as clients prefer it; 4 tokens in.</summary>
    public static string Embeddings(string vector) =>
        $$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":{{{vector}}}}],"model":"m","usage":{"prompt_tokens":4,"total_tokens":4}}""";

    /// <summary>Answers every request well, as a stream where one is asked for.</summary>
    public static Func<UpstreamExchange, Task> Well(string text) => async exchange =>
    {
        if (exchange.Request.Path.EndsWith("/embeddings", StringComparison.Ordinal))
            await exchange.SendAsync(Json(200, Embeddings(exchange.Request.Text.Contains("base64", StringComparison.Ordinal) ? "\"AAAAPwAAgL8=\"" : "[0.5,-1]")));
        else if (exchange.Request.Text.Contains("\"stream\":true", StringComparison.Ordinal))
            await StreamWhole(Stream(text))(exchange);
        else
            await exchange.SendAsync(Json(200, Chat(text)));
    };

    /// <summary>Answers with this status and body.</summary>
    public static Func<UpstreamExchange, Task> With(int status, string body, string headers = "") => exchange => exchange.SendAsync(Json(status, body, headers));

    /// <summary>Answers with these events as one chunk and the proper end of the body.</summary>
    public static Func<UpstreamExchange, Task> StreamWhole(string events) => async exchange =>
    {
        await exchange.SendAsync(StreamHead);
        if (events.Length > 0) await exchange.ChunkAsync(events);
        await exchange.ChunkAsync("");
    };

    /// <summary>The head of an answer whose body is gzipped, and the body.</summary>
    public static byte[] Gzipped(int status, string contentType, string body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(body));
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\ncontent-type: {contentType}\r\ncontent-encoding: gzip\r\ncontent-length: {packed.Length}\r\n\r\n"), .. packed.ToArray()];
    }
}
