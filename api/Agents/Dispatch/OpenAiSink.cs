using System.Buffers;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>The door <c>/v1</c>: what the upstream sent goes through byte for byte.</summary>
internal sealed class OpenAiSink : AnswerSink
{
    public static readonly OpenAiSink Instance = new();

    public override long? LengthOf(ReadOnlyMemory<byte> body) => body.Length;

    public override void WriteWhole(IBufferWriter<byte> output, in AnswerInfo info, in OpenAiResponse response, ReadOnlyMemory<byte> body, double latencyMs) =>
        output.Write(body.Span);

    public override void WriteRefusal(HttpContext context, OpenAiError error) => OpenAiErrors.Write(context.Response.BodyWriter, error);

    public override void WriteStart(IBufferWriter<byte> output, in AnswerInfo info)
    {
    }

    public override void WriteChunk(IBufferWriter<byte> output, in SseEvent chunk, OpenAiStreamState state) => output.Write(chunk.Raw.Span);

    public override void WriteDone(IBufferWriter<byte> output, in AnswerInfo info, OpenAiStreamState state, double latencyMs) => output.Write(OpenAiErrors.DoneEvent);

    public override void WriteError(IBufferWriter<byte> output, GridException error) => OpenAiErrors.WriteEvent(output, ErrorAnswers.ToOpenAi(error));
}
