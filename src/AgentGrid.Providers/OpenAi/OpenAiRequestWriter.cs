using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

/// <summary>Writes chat requests in the OpenAI dialect.</summary>
public static class OpenAiRequestWriter
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Checks client-supplied messages: null when they are a non-empty JSON array of objects with a role, else the refusal with <c>param</c> set.</summary>
    public static OpenAiError? CheckMessages(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = OpenAiRequest.MaxDepth });
            reader.Read();
            var error = RequestShape.ReadMessages(ref reader);
            if (error is null)
                reader.Read();
            return error;
        }
        catch (JsonException)
        {
            return OpenAiError.Invalid("Invalid 'messages': not valid JSON.", "messages");
        }
    }

    /// <summary>Writes the body of <c>POST /chat/completions</c>.</summary>
    /// <exception cref="ArgumentException">Neither messages nor a prompt.</exception>
    public static void Write(IBufferWriter<byte> output, OpenAiChatRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Messages.IsEmpty && request.Prompt is null)
            throw new ArgumentException("A chat request needs messages or a prompt.", nameof(request));
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        writer.WriteStartObject();
        if (request.Model is not null)
            writer.WriteString("model"u8, request.Model);
        writer.WritePropertyName("messages"u8);
        WriteMessages(writer, request);
        if (request.MaxTokens is { } maxTokens)
            writer.WriteNumber(request.UseMaxCompletionTokens ? "max_completion_tokens"u8 : "max_tokens"u8, maxTokens);
        if (request.Temperature is { } temperature)
            writer.WriteNumber("temperature"u8, temperature);
        if (!request.Metadata.IsEmpty)
        {
            writer.WritePropertyName("metadata"u8);
            writer.WriteRawValue(request.Metadata.Span);
        }
        if (request.Stream)
        {
            writer.WriteBoolean("stream"u8, true);
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteMessages(Utf8JsonWriter writer, OpenAiChatRequest request)
    {
        if (!request.Messages.IsEmpty)
        {
            writer.WriteRawValue(request.Messages.Span);
            return;
        }
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("role"u8, "user"u8);
        writer.WriteString("content"u8, request.Prompt);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
