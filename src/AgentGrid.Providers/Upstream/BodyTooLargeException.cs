namespace AgentGrid.Providers.Upstream;

/// <summary>A body is longer than its bound, for example a small compressed answer that swells (decompression bomb).</summary>
public sealed class BodyTooLargeException : IOException
{
    public BodyTooLargeException(long maxBytes)
        : base($"The answer is longer than {maxBytes} bytes.")
    {
    }
}
