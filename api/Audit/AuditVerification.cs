namespace AgentGrid.Api.Audit;

/// <summary>How far the background verifier is.</summary>
/// <param name="Last">The last walk over the whole log; null before the first has ended.</param>
/// <param name="Current">The walk under way; null between two.</param>
internal sealed record AuditVerification(AuditVerificationEnd? Last, AuditVerificationPosition? Current)
{
    /// <summary>Before the first walk.</summary>
    public static readonly AuditVerification None = new(null, null);
}
