using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

/// <summary>Writes and reads errors of the OpenAI dialect.</summary>
public static class OpenAiErrors
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The event that ends a complete stream.</summary>
    public static ReadOnlySpan<byte> DoneEvent => "data: [DONE]\n\n"u8;

    /// <summary>Writes a response body; all four members are always present.</summary>
    public static void Write(IBufferWriter<byte> output, OpenAiError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("type"u8, error.Type);
        writer.WriteString("param"u8, error.Param);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the one event that ends a failed stream; nothing may follow it, no <c>[DONE]</c> either.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, OpenAiError error)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("data: "u8);
        Write(output, error);
        output.Write("\n\n"u8);
    }

    /// <summary>
    /// Reads an upstream's error body (<c>{"error":{…}}</c>, <c>{"error":"text"}</c> or <c>{"object":"error",…}</c>). Numeric codes, as some upstreams send them, come back as
    /// text; a code from 400 to 599 replaces the status when that was a success, because the body knows better.
    /// </summary>
    /// <param name="body">The response body or the payload of a stream event.</param>
    /// <param name="status">HTTP status of the response.</param>
    /// <returns>Null when the body holds no error in any of these shapes.</returns>
    public static OpenAiError? Read(ReadOnlySpan<byte> body, int status) => OpenAiErrorReader.Read(body, status);
}
