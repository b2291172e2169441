namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>What a bundle proves.</summary>
/// <param name="Integrity">The verdict.</param>
/// <param name="Chains">Each chain, sorted by name.</param>
/// <param name="Checkpoints">How many checkpoints were found good.</param>
/// <param name="CheckpointFinding">The first thing found wrong with the checkpoints, or null.</param>
/// <param name="Anchor">The last checkpoint that the trusted key signed; null when there is none.</param>
/// <param name="Beyond">How many entries are newer than it.</param>
public sealed record AuditBundleReport(
    AuditIntegrity Integrity,
    IReadOnlyList<AuditChainReport> Chains,
    long Checkpoints,
    AuditFinding? CheckpointFinding,
    AuditCheckpoint? Anchor,
    long Beyond)
{
    /// <summary>Whether nothing is wrong and the trusted key vouches for all but the newest entries.</summary>
    public bool IsGood => Integrity.Status is AuditIntegrityStatus.Verified or AuditIntegrityStatus.VerifiedToCheckpoint;
}
