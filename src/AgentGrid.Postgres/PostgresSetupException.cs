namespace AgentGrid.Postgres;

/// <summary>
/// The database cannot be used as configured. The message is meant for the person at the console: it says what is wrong and what to do next,
/// and never holds a password. The host prints it and ends; there is nothing to retry.
/// </summary>
public sealed class PostgresSetupException : Exception
{
    /// <summary>Creates the refusal with a message for the operator.</summary>
    public PostgresSetupException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the refusal with a message for the operator and its cause.</summary>
    public PostgresSetupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an empty refusal; the other constructors are the ones to use.</summary>
    public PostgresSetupException()
    {
    }
}
