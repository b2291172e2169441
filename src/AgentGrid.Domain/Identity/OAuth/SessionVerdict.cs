namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Whether a session is good.</summary>
public enum SessionVerdict
{
    /// <summary>It is.</summary>
    Live,

    /// <summary>It was ended.</summary>
    Revoked,

    /// <summary>It is older than any session may be.</summary>
    TooOld,

    /// <summary>It was not used for too long.</summary>
    Idle,
}
