namespace AgentGrid.Api.Audit;

/// <summary>Who did it.</summary>
public sealed record AuditActorResponse(string Id, string Kind, string? Name);
