using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>What a walk over the whole log came to.</summary>
/// <param name="StartedAt">When it began: what was changed since may not have been seen.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Entries">How many entries were found whole.</param>
/// <param name="Status">Its verdict.</param>
/// <param name="Checkpoint">Number of the last checkpoint that the entries agreed with; null when there was none.</param>
/// <param name="CheckpointHash">That checkpoint's hash.</param>
/// <param name="Finding">The first thing found wrong; null when nothing was.</param>
internal sealed record AuditVerificationEnd(
    DateTimeOffset StartedAt, DateTimeOffset EndedAt, long Entries, AuditIntegrityStatus Status, long? Checkpoint, string? CheckpointHash, AuditFinding? Finding);
