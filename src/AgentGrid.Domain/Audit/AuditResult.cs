namespace AgentGrid.Domain.Audit;

/// <summary>How an action ended. On the wire: the lower-case name.</summary>
public enum AuditResult
{
    /// <summary>It was done.</summary>
    Ok,

    /// <summary>It was not allowed, or the request was not valid.</summary>
    Refused,

    /// <summary>It was allowed, but did not succeed.</summary>
    Failed,
}
