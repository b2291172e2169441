namespace AgentGrid.Domain.Settings;

/// <summary>A stored secret cannot be read. The message says what to do and never contains the value or a key.</summary>
public sealed class SecretException : Exception
{
    internal SecretException(SecretFailure reason, string message)
        : base(message) => Reason = reason;

    /// <summary>What is wrong.</summary>
    public SecretFailure Reason { get; }
}
