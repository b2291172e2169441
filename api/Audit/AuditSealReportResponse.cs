namespace AgentGrid.Api.Audit;

/// <summary>What a sealing came to.</summary>
/// <param name="Seal">What was sealed; null when nothing was old enough.</param>
/// <param name="Deleted">How many contents were deleted, those included that an earlier sealing had left.</param>
public sealed record AuditSealReportResponse(AuditSealResponse? Seal, long Deleted)
{
    internal static AuditSealReportResponse Of(AuditSealOutcome outcome) => new(outcome.Sealed is { } made ? AuditSealResponse.Of(made.Entry, made.Seal) : null, outcome.Deleted);
}
