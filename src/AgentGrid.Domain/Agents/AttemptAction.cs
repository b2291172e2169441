namespace AgentGrid.Domain.Agents;

/// <summary>What follows an attempt.</summary>
public enum AttemptAction
{
    /// <summary>The agent's answer goes to the client as it is.</summary>
    Return,

    /// <summary>The next agent is asked; the client has seen nothing.</summary>
    TryNext,

    /// <summary>No attempt is left; the client, who has seen nothing, gets the last failure.</summary>
    Fail,

    /// <summary>The client has seen bytes: it gets exactly one error event and the end of the connection.</summary>
    EndStream,

    /// <summary>Nobody listens any more.</summary>
    Stop,
}
