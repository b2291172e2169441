namespace AgentGrid.Domain.Audit;

/// <summary>How far an audit log is proven. On the wire: see <see cref="AuditTerms"/>.</summary>
public enum AuditIntegrityStatus
{
    /// <summary>Every entry looked at is whole and covered by a signed checkpoint.</summary>
    Verified,

    /// <summary>Every entry looked at is whole; the last of them are newer than the last signed checkpoint, so nothing proves yet that none was taken off the end.</summary>
    VerifiedToCheckpoint,

    /// <summary>An entry or a checkpoint is not what was written.</summary>
    Broken,

    /// <summary>Entries that a checkpoint signed are gone from the end.</summary>
    Truncated,

    /// <summary>Every entry looked at is whole, but no checkpoint of a trusted key says what should be there.</summary>
    Unanchored,
}
