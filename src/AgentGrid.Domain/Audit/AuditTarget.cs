namespace AgentGrid.Domain.Audit;

/// <summary>What it was done to.</summary>
/// <param name="Type">Kind of thing, e.g. <c>user</c>, <c>agent</c>, <c>session</c>.</param>
/// <param name="Id">Stable id of the thing.</param>
/// <param name="Name">What people call it, null when not known.</param>
public sealed record AuditTarget(string Type, string Id, string? Name = null);
