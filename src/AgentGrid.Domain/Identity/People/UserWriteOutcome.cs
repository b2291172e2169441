namespace AgentGrid.Domain.Identity.People;

/// <summary>How a change of a user ended.</summary>
public enum UserWriteOutcome
{
    /// <summary>Written.</summary>
    Done,

    /// <summary>The user was changed or deleted by another writer; nothing was written. Read again and decide again.</summary>
    Stale,

    /// <summary>It would have taken the last administrator who may sign in; nothing was written.</summary>
    LastAdministrator,

    /// <summary>The code of the second factor was used before; nothing was written.</summary>
    FactorSpent,
}
