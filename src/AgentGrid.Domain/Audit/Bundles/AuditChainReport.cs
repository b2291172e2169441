namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>What was found of one chain.</summary>
/// <param name="Chain">Its name.</param>
/// <param name="Entries">How many entries were found whole, from the first on.</param>
/// <param name="Sealed">How many of them have no content any more: what they said cannot be checked, that they were there can.</param>
/// <param name="Head">The last entry found whole.</param>
/// <param name="Finding">The first thing found wrong, or null.</param>
public sealed record AuditChainReport(string Chain, long Entries, long Sealed, AuditHead Head, AuditFinding? Finding);
