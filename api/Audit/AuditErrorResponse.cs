namespace AgentGrid.Api.Audit;

/// <summary>Why a verification did not come to its end.</summary>
/// <param name="Code">Error code, as in problem details.</param>
/// <param name="Detail">What happened.</param>
public sealed record AuditErrorResponse(string Code, string Detail);
