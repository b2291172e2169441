using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>How well the log is held from outside, as far as this process knows.</summary>
/// <param name="Checkpoint">Number of the last checkpoint; null when none is known.</param>
/// <param name="Outside">Number of the last checkpoint that also lies outside of the database; null without such a place: then the log is unanchored.</param>
/// <param name="Finding">What is wrong with chains or checkpoints; nothing is signed until it is settled. Null when nothing is.</param>
internal sealed record AuditAnchor(long? Checkpoint, long? Outside, AuditFinding? Finding);
