namespace AgentGrid.Domain.Settings;

/// <summary>The database is away, overloaded or restarting. Callers answer 503 with <c>Retry-After</c>; nothing needs a restart.</summary>
public sealed class DatabaseUnavailableException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">What happened, without statements or values.</param>
    /// <param name="retryAfter">After how long a new attempt makes sense.</param>
    /// <param name="outcomeUnknown">True when a write had been sent and its fate is not known.</param>
    /// <param name="innerException">The driver's failure; null when the call was refused without trying.</param>
    public DatabaseUnavailableException(string message, TimeSpan retryAfter, bool outcomeUnknown = false, Exception? innerException = null)
        : base(message, innerException)
    {
        RetryAfter = retryAfter;
        OutcomeUnknown = outcomeUnknown;
    }

    /// <summary>Creates the failure with the default of one second.</summary>
    public DatabaseUnavailableException(string message, Exception innerException)
        : this(message, TimeSpan.FromSeconds(1), outcomeUnknown: false, innerException)
    {
    }

    /// <summary>Creates the failure with the default of one second.</summary>
    public DatabaseUnavailableException(string message)
        : this(message, TimeSpan.FromSeconds(1))
    {
    }

    /// <summary>Creates the failure with the default message and one second.</summary>
    public DatabaseUnavailableException()
        : this("The database is away.")
    {
    }

    /// <summary>After how long a new attempt makes sense; at least one second.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>
    /// True when the connection broke after work had been sent, so a write may or may not have happened: repeat it only with the same operation id.
    /// False when certainly nothing was written.
    /// </summary>
    public bool OutcomeUnknown { get; }
}
