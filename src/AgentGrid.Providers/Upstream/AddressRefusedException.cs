namespace AgentGrid.Providers.Upstream;

/// <summary>An upstream lies at an address that requests must not go to (server-side request forgery guard).</summary>
public sealed class AddressRefusedException : Exception
{
    public AddressRefusedException(string host, string reason)
        : base($"Requests to '{host}' are refused: {reason}.")
    {
        Host = host;
        Reason = reason;
    }

    /// <summary>The host as configured.</summary>
    public string Host { get; }

    /// <summary>Why, in a few words that may be shown to the administrator.</summary>
    public string Reason { get; }
}
