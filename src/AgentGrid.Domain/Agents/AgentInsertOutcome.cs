namespace AgentGrid.Domain.Agents;

/// <summary>How an insertion ended.</summary>
public enum AgentInsertOutcome
{
    /// <summary>The agent is stored.</summary>
    Inserted,

    /// <summary>Another agent has the name; nothing was written.</summary>
    NameTaken,

    /// <summary>The operation was done before; its agent is the result, as it is now.</summary>
    Replayed,
}
