namespace AgentGrid.Providers.OpenAi;

/// <summary>Follows one chat completion stream event by event; keeps counters only, never content. Not thread-safe; one per upstream attempt.</summary>
/// <param name="clientWantsUsage">The client itself asked for the usage chunk (<c>stream_options.include_usage</c>).</param>
public sealed class OpenAiStreamState(bool clientWantsUsage)
{
    private OpenAiPayload _last;

    /// <summary>Tokens of the whole request; the last usage seen counts.</summary>
    public OpenAiUsage Usage { get; private set; }

    /// <summary>The last finish reason seen, else null.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>The model that answers, as the upstream names it in the first chunk that does.</summary>
    public string? Model { get; private set; }

    /// <summary>The first chunk (verdict <see cref="OpenAiStreamVerdict.Forward"/> or <see cref="OpenAiStreamVerdict.Suppress"/>) has come.</summary>
    public bool HasChunk { get; private set; }

    /// <summary>Something that a user would see or a program would run has come: text, a tool call, a refusal, reasoning.</summary>
    public bool HasContent { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>Reads the next event.</summary>
    public OpenAiStreamVerdict Feed(in SseEvent sseEvent)
    {
        var data = sseEvent.Data.Span.Trim(" \t\r\n"u8);
        if (IsDone)
            return OpenAiStreamVerdict.Suppress;
        if (!sseEvent.HasData || data.IsEmpty)
            return OpenAiStreamVerdict.KeepAlive;
        if (sseEvent.Type.Span.SequenceEqual("error"u8))
            return OpenAiStreamVerdict.Error;
        // A cut-off event is not trusted, except for the end mark: some upstreams close without the last empty line.
        return sseEvent.IsTruncated && !data.SequenceEqual("[DONE]"u8) ? OpenAiStreamVerdict.Malformed : Feed(sseEvent.Data.Span);
    }

    /// <summary>Reads the next payload; slices returned by <see cref="GetDelta"/> count from its start.</summary>
    public OpenAiStreamVerdict Feed(ReadOnlySpan<byte> data)
    {
        _last = default;
        if (IsDone)
            return OpenAiStreamVerdict.Suppress;
        if (data.Length < 16 && data.Trim(" \t\r\n"u8).SequenceEqual("[DONE]"u8))
        {
            IsDone = true;
            return OpenAiStreamVerdict.Done;
        }
        if (!OpenAiPayload.TryParse(data, out _last))
            return OpenAiStreamVerdict.Malformed;
        if (_last.Usage.IsKnown)
            Usage = _last.Usage;
        if (_last.HasError)
            return OpenAiStreamVerdict.Error;
        HasChunk = true;
        HasContent |= _last.HasContent;
        FinishReason = _last.FinishReason ?? FinishReason;
        Model ??= JsonSlice.Name(data, _last.Model);
        return _last.HasUsage && _last.ChoiceCount == 0 && !clientWantsUsage ? OpenAiStreamVerdict.Suppress : OpenAiStreamVerdict.Forward;
    }

    /// <summary>The first choice's delta of the chunk read last, as slices of it (raw JSON values); empty members when it carries none.</summary>
    /// <param name="data">The payload that was fed last.</param>
    public OpenAiMessage GetDelta(ReadOnlyMemory<byte> data) => new(
        JsonSlice.Name(data.Span, _last.Role) ?? "assistant",
        data[_last.Content],
        data[_last.ToolCalls],
        data[_last.Refusal]);

    /// <summary>Call when the upstream has closed the stream.</summary>
    public OpenAiStreamEnd End() => IsDone ? OpenAiStreamEnd.Complete
        : FinishReason is not null ? OpenAiStreamEnd.CompleteWithoutDone
        : OpenAiStreamEnd.Truncated;
}
