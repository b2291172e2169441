namespace AgentGrid.Api.Identity;

/// <summary>The caller.</summary>
/// <param name="Subject">Stable id.</param>
/// <param name="Kind"><c>user</c>, <c>agent</c>, <c>container</c> or <c>system</c>.</param>
/// <param name="Roles">Roles held.</param>
public sealed record MeResponse(string Subject, string Kind, IReadOnlyList<string> Roles);
