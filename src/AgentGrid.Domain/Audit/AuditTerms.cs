namespace AgentGrid.Domain.Audit;

/// <summary>The fixed words of the audit log on the wire.</summary>
public static class AuditTerms
{
    /// <summary>Member <c>result</c>.</summary>
    public static string Name(AuditResult result) => result switch
    {
        AuditResult.Ok => "ok",
        AuditResult.Refused => "refused",
        AuditResult.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    /// <summary>Member <c>status</c> of <c>integrity</c>.</summary>
    public static string Name(AuditIntegrityStatus status) => status switch
    {
        AuditIntegrityStatus.Verified => "verified",
        AuditIntegrityStatus.VerifiedToCheckpoint => "verified_to_checkpoint",
        AuditIntegrityStatus.Broken => "broken",
        AuditIntegrityStatus.Truncated => "truncated",
        AuditIntegrityStatus.Unanchored => "unanchored",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>Member <c>reason</c> of <c>integrity</c>.</summary>
    public static string Name(AuditFault fault) => fault switch
    {
        AuditFault.Version => "version",
        AuditFault.WrongChain => "wrong_chain",
        AuditFault.WrongEpoch => "wrong_epoch",
        AuditFault.Missing => "missing",
        AuditFault.Duplicate => "duplicate",
        AuditFault.Forked => "forked",
        AuditFault.OutOfOrder => "out_of_order",
        AuditFault.LinkBroken => "link_broken",
        AuditFault.ContentUnreadable => "content_unreadable",
        AuditFault.ContentChanged => "content_changed",
        AuditFault.ContentMissing => "content_missing",
        AuditFault.SealMissing => "seal_missing",
        AuditFault.ArchiveChanged => "archive_changed",
        AuditFault.FingerprintChanged => "fingerprint_changed",
        AuditFault.Rechained => "rechained",
        AuditFault.TailMissing => "tail_missing",
        AuditFault.ChainMissing => "chain_missing",
        AuditFault.OlderBackup => "older_backup",
        AuditFault.EpochReplaced => "epoch_replaced",
        AuditFault.CheckpointSignature => "checkpoint_signature",
        AuditFault.CheckpointLink => "checkpoint_link",
        AuditFault.CheckpointChanged => "checkpoint_changed",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
