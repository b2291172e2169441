namespace AgentGrid.Domain.Agents;

/// <summary>How one attempt at one agent went.</summary>
public enum AttemptOutcome
{
    /// <summary>The agent answered with a status.</summary>
    Answered,

    /// <summary>No connection: name not resolved, refused, reset, TLS failed.</summary>
    ConnectError,

    /// <summary>The agent's timeout, or a stalled stream's, passed.</summary>
    Timeout,

    /// <summary>The answer cannot be used: cut short, malformed, an error inside a 200.</summary>
    BrokenAnswer,

    /// <summary>The client went away; the agent did nothing wrong.</summary>
    ClientGone,
}
