using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>How far a walk over the whole log has come: enough to go on there.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Entries">How many entries were found whole.</param>
/// <param name="Total">How many there are to look at; 0 when that is not known yet.</param>
/// <param name="Chain">The chain it is in; null before the first.</param>
/// <param name="Epoch">Epoch of the last entry found whole.</param>
/// <param name="Index">Its index.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Finding">The first thing found wrong by now; null when nothing was.</param>
internal sealed record AuditVerificationPosition(
    DateTimeOffset StartedAt, long Entries, long Total, string? Chain, long Epoch, long Index, string? Fingerprint, AuditFinding? Finding)
{
    /// <summary>The last entry found whole; null before the first.</summary>
    public AuditHead? ToHead() => Chain is not null && AuditFingerprint.TryParse(Fingerprint, out var fingerprint) ? new AuditHead(Chain, Epoch, Index, fingerprint) : null;
}
