using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;

namespace AgentGrid.Api.Audit;

/// <summary>What a verification of the whole log came to.</summary>
/// <param name="Status"><c>verified</c>, <c>verified_to_checkpoint</c>, <c>broken</c>, <c>truncated</c> or <c>unanchored</c>.</param>
/// <param name="Chain">Chain of <paramref name="BrokenAt"/>.</param>
/// <param name="BrokenAt">Index of the first entry that is not what was written, or is missing.</param>
/// <param name="Reason">Why; null when nothing is wrong.</param>
/// <param name="Checkpoint">Number of the checkpoint that the verdict rests on.</param>
/// <param name="Checkpoints">How many checkpoints were found good.</param>
/// <param name="Entries">How many entries were found whole.</param>
/// <param name="Beyond">How many of them are newer than the last checkpoint.</param>
/// <param name="Key">Thumbprint of the key that signed it.</param>
/// <param name="Chains">Each chain, sorted by name.</param>
public sealed record AuditReportResponse(
    string Status, string? Chain, long? BrokenAt, string? Reason, long? Checkpoint, long Checkpoints, long Entries, long Beyond, string? Key, IReadOnlyList<AuditChainResponse> Chains)
{
    internal static AuditReportResponse Of(AuditBundleReport report) => new(
        AuditTerms.Name(report.Integrity.Status), report.Integrity.Chain, report.Integrity.BrokenAt, report.Integrity.Reason is { } reason ? AuditTerms.Name(reason) : null,
        report.Integrity.Checkpoint, report.Checkpoints, report.Chains.Sum(chain => chain.Entries), report.Beyond, report.Anchor?.KeyId, [.. report.Chains.Select(AuditChainResponse.Of)]);
}
