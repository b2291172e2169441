namespace AgentGrid.Domain.Identity.People;

/// <summary>How an insertion ended.</summary>
public enum UserInsertOutcome
{
    /// <summary>The user is stored.</summary>
    Inserted,

    /// <summary>Another user has the address; nothing was written.</summary>
    EmailTaken,

    /// <summary>The operation was done before; its user is the result, as it is now.</summary>
    Replayed,
}
