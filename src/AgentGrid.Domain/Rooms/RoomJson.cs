using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentGrid.Domain.Rooms;

/// <summary>
/// JSON for sockets as bytes of exactly its length. Writer and buffer are this thread's and used again: made anew for each message they were half of all that a busy room
/// allocates.
/// </summary>
public static class RoomJson
{
    private const int FirstBuffer = 8 * 1024;
    private const int KeptBuffer = 64 * 1024;

    // For programs that read JSON, never pasted into HTML: other scripts than Latin stay readable and short.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Scratch? _kept;

    /// <summary>What <paramref name="write"/> writes of a value, in UTF-8. Its calls are not checked: it must write one whole JSON value.</summary>
    public static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var scratch = _kept ?? new Scratch();
        // Until it is free again: who writes while writing, and who fails, leaves it alone.
        _kept = null;
        write(scratch.Json, value);
        scratch.Json.Flush();
        var bytes = scratch.Buffer.WrittenSpan.ToArray();
        if (scratch.Buffer.Capacity > KeptBuffer) return bytes;
        scratch.Buffer.ResetWrittenCount();
        scratch.Json.Reset();
        _kept = scratch;
        return bytes;
    }

    private sealed class Scratch
    {
        public Scratch() => Json = new Utf8JsonWriter(Buffer, Options);

        public ArrayBufferWriter<byte> Buffer { get; } = new(FirstBuffer);

        public Utf8JsonWriter Json { get; }
    }
}
