namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>How the insertion of a client ended.</summary>
public enum ClientInsertOutcome
{
    /// <summary>The client is stored.</summary>
    Inserted,

    /// <summary>The id is in use, or was: what was once given to one client is never given to another. Nothing was written.</summary>
    IdTaken,

    /// <summary>The operation was done before. It has the secret of this repetition now: nobody may have seen the first.</summary>
    Replayed,
}
