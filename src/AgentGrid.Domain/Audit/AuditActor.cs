namespace AgentGrid.Domain.Audit;

/// <summary>Who did it.</summary>
/// <param name="Id">Stable id of the subject; <c>anonymous</c> for nobody known.</param>
/// <param name="Kind"><c>anonymous</c>, <c>user</c>, <c>agent</c>, <c>container</c>, <c>client</c> or <c>system</c>.</param>
/// <param name="Name">What people call it (e-mail address, slug), null when not known.</param>
public sealed record AuditActor(string Id, string Kind, string? Name);
