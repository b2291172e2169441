namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Answer to the use of a code.</summary>
public enum CodeOutcome
{
    /// <summary>Issue tokens.</summary>
    Granted,

    /// <summary><c>invalid_grant</c>; the code is spent.</summary>
    Refused,

    /// <summary><c>invalid_grant</c>, and revoke the grant: somebody has a code that was used before.</summary>
    Replayed,
}
