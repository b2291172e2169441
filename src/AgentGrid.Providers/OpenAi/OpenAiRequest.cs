using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Providers.OpenAi;

/// <summary>
/// A chat or embeddings request as the client sent it. Only what the gateway decides about is read (<c>model</c>, <c>stream</c>, <c>stream_options.include_usage</c>);
/// every other byte goes upstream unchanged. Immutable; refers to the bytes it was parsed from.
/// </summary>
public sealed class OpenAiRequest
{
    /// <summary>Deepest nesting accepted; deeper bodies are refused.</summary>
    public const int MaxDepth = 128;

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly RequestSplice[] _splices;
    private readonly int _end;

    internal OpenAiRequest(ReadOnlyMemory<byte> utf8, RequestScan scan)
    {
        _utf8 = utf8;
        _splices = scan.Splices.ToArray();
        _end = scan.End;
        Model = scan.Model!;
        Stream = scan.Stream;
        IncludeUsage = scan.IncludeUsage;
    }

    /// <summary>The model as asked for, not empty.</summary>
    public string Model { get; }

    /// <summary>The client wants server-sent events.</summary>
    public bool Stream { get; }

    /// <summary>The client asked for the usage chunk at the end of the stream.</summary>
    public bool IncludeUsage { get; }

    /// <summary>Reads and validates a request body.</summary>
    /// <param name="utf8">The body; must stay unchanged as long as the request is used.</param>
    /// <param name="operation">Decides whether <c>messages</c> or <c>input</c> is required.</param>
    /// <param name="request">Set when true is returned.</param>
    /// <param name="error">Set when false is returned: status 400, with <c>param</c> naming the member at fault.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8,
        OpenAiOperation operation,
        [NotNullWhen(true)] out OpenAiRequest? request,
        [NotNullWhen(false)] out OpenAiError? error)
    {
        var scan = new RequestScan();
        error = scan.Read(utf8.Span, operation);
        request = error is null ? new OpenAiRequest(utf8, scan) : null;
        return error is null;
    }

    /// <summary>
    /// Writes the body for the upstream: the bytes as they came, except for the model and, on a stream, the usage option. A member that occurs more than once is made the
    /// same everywhere, so that an upstream that takes the first one cannot read another request than the gateway did.
    /// </summary>
    /// <param name="output">Where the body goes.</param>
    /// <param name="model">UTF-8 name that replaces the model; empty leaves it as it is.</param>
    /// <param name="includeUsage">Ask the upstream for usage; without effect when <see cref="Stream"/> is false, where the option is not allowed.</param>
    public void WriteRewritten(IBufferWriter<byte> output, ReadOnlySpan<byte> model, bool includeUsage)
    {
        ArgumentNullException.ThrowIfNull(output);
        var source = _utf8.Span;
        var askUsage = includeUsage && Stream;
        var written = 0;
        foreach (ref readonly var splice in _splices.AsSpan())
        {
            if (splice.IsUsage ? !askUsage : splice.Kind == RequestSpliceKind.Model && model.IsEmpty && splice.Same.Length == 0)
                continue;
            output.Write(source[written..splice.Start]);
            written = splice.End;
            switch (splice.Kind)
            {
                case RequestSpliceKind.Model when !model.IsEmpty:
                    JsonText.WriteString(output, model);
                    break;
                case RequestSpliceKind.Model or RequestSpliceKind.Stream:
                    output.Write(source.Slice(splice.Same.Start, splice.Same.Length));
                    break;
                case RequestSpliceKind.UsageFlag:
                    output.Write("true"u8);
                    break;
                case RequestSpliceKind.UsageMember:
                    output.Write("\"include_usage\":true"u8);
                    break;
                case RequestSpliceKind.UsageMemberBeforeOthers:
                    output.Write("\"include_usage\":true,"u8);
                    break;
                case RequestSpliceKind.UsageOptions:
                    output.Write("{\"include_usage\":true}"u8);
                    break;
                case RequestSpliceKind.UsageOptionsAtEnd:
                    output.Write(",\"stream_options\":{\"include_usage\":true}"u8);
                    break;
            }
        }
        output.Write(source[written.._end]);
    }
}
