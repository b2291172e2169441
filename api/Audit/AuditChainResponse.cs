using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;

namespace AgentGrid.Api.Audit;

/// <summary>What was found of one chain.</summary>
/// <param name="Chain">Its name.</param>
/// <param name="Entries">How many entries were found whole, from the first on.</param>
/// <param name="Sealed">How many of them have no content any more.</param>
/// <param name="BrokenAt">Index of the first entry that is not what was written, or is missing.</param>
/// <param name="Reason">Why; null when nothing is wrong.</param>
public sealed record AuditChainResponse(string Chain, long Entries, long Sealed, long? BrokenAt, string? Reason)
{
    internal static AuditChainResponse Of(AuditChainReport report) =>
        new(report.Chain, report.Entries, report.Sealed, report.Finding?.Index, report.Finding is { } finding ? AuditTerms.Name(finding.Fault) : null);
}
