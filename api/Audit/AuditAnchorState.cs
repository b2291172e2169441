using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>The ends of both lists of checkpoints.</summary>
/// <param name="Last">The last in the database, if its signature holds.</param>
/// <param name="Outside">The last outside of the database; null when there is none.</param>
/// <param name="Finding">What is wrong with them; null when nothing is.</param>
internal sealed record AuditAnchorState(AuditCheckpoint? Last, AuditCheckpoint? Outside, AuditFinding? Finding)
{
    /// <summary>What the chains must still have: the outside one when it is newer, or another than the database has.</summary>
    public AuditCheckpoint? Expected => Finding is null ? Last : Outside ?? Last;

    /// <summary>The last checkpoint that may be relied upon; null when none lies outside of the database, because then whoever owns the database could have made it all.</summary>
    public AuditCheckpoint? Relied => Outside is null ? null : Last;
}
