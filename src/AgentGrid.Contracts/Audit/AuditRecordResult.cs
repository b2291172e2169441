namespace AgentGrid.Contracts.Audit;

/// <summary>How an action ended.</summary>
[GenerateSerializer, Alias("grid.audit.record-result")]
public enum AuditRecordResult
{
    /// <summary>It was done.</summary>
    Ok = 0,

    /// <summary>It was not allowed, or the request was not valid.</summary>
    Refused = 1,

    /// <summary>It was allowed, but did not succeed.</summary>
    Failed = 2,
}
