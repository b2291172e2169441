namespace AgentGrid.Providers.OpenAi;

/// <summary>An event of a server-sent event stream is longer than the reader's bound.</summary>
public sealed class SseEventTooLargeException : IOException
{
    public SseEventTooLargeException(int maxEventBytes)
        : base($"The stream holds an event of more than {maxEventBytes} bytes.")
    {
    }
}
