namespace AgentGrid.Api.Audit;

/// <summary>What it was done to.</summary>
public sealed record AuditTargetResponse(string Type, string Id, string? Name);
