namespace AgentGrid.Domain.Audit;

/// <summary>The verdict about a walk over an audit log.</summary>
/// <param name="Status">How far it is proven.</param>
/// <param name="Chain">The chain of <paramref name="BrokenAt"/>.</param>
/// <param name="BrokenAt">Index of the first entry that is not what was written, or is missing.</param>
/// <param name="Reason">Why; null unless broken or truncated.</param>
/// <param name="Checkpoint">Number of the last checkpoint that the verdict rests on.</param>
public sealed record AuditIntegrity(AuditIntegrityStatus Status, string? Chain, long? BrokenAt, AuditFault? Reason, long? Checkpoint)
{
    /// <summary>The verdict that follows from a walk.</summary>
    /// <param name="finding">The first thing found wrong, or null.</param>
    /// <param name="checkpoint">Number of the last trusted checkpoint that the entries agree with, or null.</param>
    /// <param name="beyond">How many of the entries are newer than that checkpoint.</param>
    public static AuditIntegrity Of(AuditFinding? finding, long? checkpoint, long beyond)
    {
        var status = finding is not null ? finding.IsTruncation ? AuditIntegrityStatus.Truncated : AuditIntegrityStatus.Broken
            : checkpoint is null ? AuditIntegrityStatus.Unanchored
            : beyond > 0 ? AuditIntegrityStatus.VerifiedToCheckpoint
            : AuditIntegrityStatus.Verified;
        return new AuditIntegrity(status, finding?.Chain, finding?.Index, finding?.Fault, finding?.Checkpoint ?? checkpoint);
    }
}
