using System.Buffers;
using AgentGrid.Contracts;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>How a door writes an answer. The dispatcher decides what is written and when; the door only knows its dialect.</summary>
internal abstract class AnswerSink
{
    /// <summary>Length of the whole answer in bytes where it is known beforehand.</summary>
    public virtual long? LengthOf(ReadOnlyMemory<byte> body) => null;

    /// <summary>Writes a whole answer: status and headers are set, the body follows.</summary>
    public abstract void WriteWhole(IBufferWriter<byte> output, in AnswerInfo info, in OpenAiResponse response, ReadOnlyMemory<byte> body, double latencyMs);

    /// <summary>Writes an agent's refusal of the request itself; the status is set.</summary>
    public abstract void WriteRefusal(HttpContext context, OpenAiError error);

    /// <summary>What precedes the first event of a stream.</summary>
    public abstract void WriteStart(IBufferWriter<byte> output, in AnswerInfo info);

    /// <summary>Writes a chunk that the upstream sent.</summary>
    public abstract void WriteChunk(IBufferWriter<byte> output, in SseEvent chunk, OpenAiStreamState state);

    /// <summary>Writes the end of a complete stream.</summary>
    public abstract void WriteDone(IBufferWriter<byte> output, in AnswerInfo info, OpenAiStreamState state, double latencyMs);

    /// <summary>Writes the one event that ends a broken stream.</summary>
    public abstract void WriteError(IBufferWriter<byte> output, GridException error);
}
