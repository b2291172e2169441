using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>The door <c>/api/v1/openclaw/dispatch</c>: one JSON object, or the events <c>start</c>, <c>delta</c>, <c>done</c> and <c>error</c>.</summary>
internal sealed class NativeSink : AnswerSink
{
    public static readonly NativeSink Instance = new();
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void WriteWhole(IBufferWriter<byte> output, in AnswerInfo info, in OpenAiResponse response, ReadOnlyMemory<byte> body, double latencyMs)
    {
        var message = response.GetMessage(body);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteFacts(json, info, response.Usage, latencyMs);
        json.WriteStartObject("message");
        json.WriteString("role", message.Role);
        WriteRaw(json, "content", message.Content);
        if (!message.ToolCalls.IsEmpty) WriteRaw(json, "toolCalls", message.ToolCalls);
        if (!message.Refusal.IsEmpty) WriteRaw(json, "refusal", message.Refusal);
        json.WriteEndObject();
        json.WriteString("finishReason", response.FinishReason);
        json.WriteEndObject();
    }

    public override void WriteRefusal(HttpContext context, OpenAiError error) =>
        ErrorAnswers.WriteProblem(context, new GridException(GridErrorCode.UpstreamRefused, error.Message), error.Status);

    public override void WriteStart(IBufferWriter<byte> output, in AnswerInfo info)
    {
        output.Write("event: start\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("agentId", info.Agent.Id.Value);
            json.WriteString("agentName", info.Agent.Name);
            json.WriteNumber("attempts", info.Attempts);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    public override void WriteChunk(IBufferWriter<byte> output, in SseEvent chunk, OpenAiStreamState state)
    {
        var delta = state.GetDelta(chunk.Data);
        if (delta.Content.IsEmpty && delta.ToolCalls.IsEmpty && delta.Refusal.IsEmpty) return;
        output.Write("event: delta\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            if (!delta.Content.IsEmpty) WriteRaw(json, "content", delta.Content);
            if (!delta.ToolCalls.IsEmpty) WriteRaw(json, "toolCalls", delta.ToolCalls);
            if (!delta.Refusal.IsEmpty) WriteRaw(json, "refusal", delta.Refusal);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    public override void WriteDone(IBufferWriter<byte> output, in AnswerInfo info, OpenAiStreamState state, double latencyMs)
    {
        output.Write("event: done\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            WriteFacts(json, info, state.Usage, latencyMs);
            json.WriteString("finishReason", state.FinishReason);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    public override void WriteError(IBufferWriter<byte> output, GridException error)
    {
        output.Write("event: error\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("code", ErrorMap.Written(error.Code));
            json.WriteString("detail", error.Message);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private static void WriteFacts(Utf8JsonWriter json, in AnswerInfo info, in OpenAiUsage usage, double latencyMs)
    {
        json.WriteString("agentId", info.Agent.Id.Value);
        json.WriteString("agentName", info.Agent.Name);
        json.WriteNumber("attempts", info.Attempts);
        json.WriteNumber("latencyMs", Math.Round(latencyMs, 3));
        json.WriteStartObject("usage");
        WriteTokens(json, "inputTokens", usage.InputTokens);
        WriteTokens(json, "outputTokens", usage.OutputTokens);
        json.WriteEndObject();
    }

    // Null when the agent did not say: never guessed.
    private static void WriteTokens(Utf8JsonWriter json, string name, long? tokens)
    {
        if (tokens is { } count) json.WriteNumber(name, count);
        else json.WriteNull(name);
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        json.WritePropertyName(name);
        if (value.IsEmpty) json.WriteNullValue();
        else json.WriteRawValue(value.Span, skipInputValidation: true);
    }
}
