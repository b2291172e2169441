using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>How far an answer is proven.</summary>
/// <param name="Status"><c>verified</c>, <c>verified_to_checkpoint</c>, <c>broken</c>, <c>truncated</c> or <c>unanchored</c>, see docs/audit-format.md.</param>
/// <param name="Chain">Chain of <paramref name="BrokenAt"/>; it need not be one of the answer.</param>
/// <param name="BrokenAt">Index of the first entry that is not what was written, or is missing; null when nothing is wrong, or only with checkpoints.</param>
/// <param name="Reason">Why; null when nothing is wrong.</param>
/// <param name="Checkpoint">Number of the checkpoint that shows it, or else of the last one that may be relied upon; null when there is none.</param>
/// <param name="OutsideCheckpoint">Number of the last checkpoint that also lies outside of the database; null when none does: then the log is unanchored.</param>
/// <param name="CheckedEntries">How many entries this answer checked itself: each whole, linked to the one before, and the chains not shorter than was signed.</param>
/// <param name="VerifiedThrough">The last walk over the whole log; null before the first.</param>
/// <param name="Verifying">The walk under way; null between two.</param>
/// <param name="SealedThrough">How far contents are sealed, so that they are not in answers; null when nothing was sealed.</param>
public sealed record AuditIntegrityResponse(
    string Status, string? Chain, long? BrokenAt, string? Reason, long? Checkpoint, long? OutsideCheckpoint, int CheckedEntries, AuditVerifiedResponse? VerifiedThrough, AuditVerifyingResponse? Verifying,
    AuditSealedResponse? SealedThrough)
{
    internal static AuditIntegrityResponse Of(AuditIntegrity verdict, AuditAnchorState anchor, int checkedEntries, AuditVerification state, AuditSealState? seal) => new(
        AuditTerms.Name(verdict.Status), verdict.Chain, verdict.BrokenAt, verdict.Reason is { } reason ? AuditTerms.Name(reason) : null, verdict.Checkpoint, anchor.Outside?.Number, checkedEntries,
        state.Last is { } last ? new AuditVerifiedResponse(AuditTerms.Name(last.Status), last.Checkpoint, last.Entries, last.StartedAt, last.EndedAt) : null,
        state.Current is { } now ? new AuditVerifyingResponse(now.Chain, now.Chain is null ? null : now.Index, now.Entries, now.Total, now.StartedAt) : null,
        AuditSealedResponse.Of(seal));
}
