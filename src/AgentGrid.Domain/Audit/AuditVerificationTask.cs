namespace AgentGrid.Domain.Audit;

/// <summary>Why the log is walked.</summary>
public enum AuditVerificationTask
{
    /// <summary>All the time, slowly.</summary>
    Background,

    /// <summary>Because somebody asked for it.</summary>
    OnDemand,
}
