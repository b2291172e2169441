namespace AgentGrid.Api.Audit;

/// <summary>A page of the audit log, newest first.</summary>
/// <param name="Items">At most <c>limit</c> entries.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null on the last.</param>
/// <param name="Integrity">How far the answer is proven.</param>
public sealed record AuditPageResponse(IReadOnlyList<AuditEntryResponse> Items, string? NextCursor, AuditIntegrityResponse Integrity);
