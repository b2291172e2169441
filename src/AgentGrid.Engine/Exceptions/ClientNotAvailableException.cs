namespace Orleans.Runtime;

/// <summary>A call was made to an observer that is gone.</summary>
[GenerateSerializer]
public sealed class ClientNotAvailableException : OrleansException
{
    public ClientNotAvailableException(string message) : base(message)
    {
    }

    internal ClientNotAvailableException(GrainId clientId) : base($"No activation for client {clientId}")
    {
    }
}
