namespace AgentGrid.Providers.OpenAi;

/// <summary>How a stream that has no more bytes ended.</summary>
public enum OpenAiStreamEnd
{
    /// <summary><c>[DONE]</c> was seen.</summary>
    Complete,

    /// <summary>A finish reason was seen but no <c>[DONE]</c>: the answer is whole, the gateway appends <see cref="OpenAiErrors.DoneEvent"/>.</summary>
    CompleteWithoutDone,

    /// <summary>Cut off: the client must see an error event and no <c>[DONE]</c>.</summary>
    Truncated,
}
