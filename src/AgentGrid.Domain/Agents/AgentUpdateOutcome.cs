namespace AgentGrid.Domain.Agents;

/// <summary>How an update ended.</summary>
public enum AgentUpdateOutcome
{
    /// <summary>Written; the stored version is the expected one plus one.</summary>
    Updated,

    /// <summary>The agent was changed or deleted by another writer; nothing was written. Reload and decide again.</summary>
    Stale,

    /// <summary>Another agent has the new name; nothing was written.</summary>
    NameTaken,
}
