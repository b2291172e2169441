namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Answer to the use of a refresh token.</summary>
public enum RefreshOutcome
{
    /// <summary>Issue an access token and the successor.</summary>
    Rotated,

    /// <summary><c>invalid_grant</c>: the family has ended or expired.</summary>
    Refused,

    /// <summary><c>invalid_scope</c>; nothing has changed.</summary>
    ScopeTooWide,

    /// <summary><c>invalid_grant</c>, and all that was issued under the grant ends.</summary>
    Reused,
}
