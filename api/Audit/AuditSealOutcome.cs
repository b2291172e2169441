namespace AgentGrid.Api.Audit;

/// <summary>What a sealing came to.</summary>
/// <param name="Sealed">The seal that was added; null when nothing was old enough.</param>
/// <param name="Deleted">How many contents were deleted, those included that an earlier sealing had left.</param>
internal sealed record AuditSealOutcome(AuditSealState? Sealed, long Deleted);
