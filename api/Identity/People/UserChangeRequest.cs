namespace AgentGrid.Api.Identity.People;

/// <summary>What changes of a user; what is absent stays.</summary>
/// <param name="DisplayName">Shown to people.</param>
/// <param name="Role"><c>admin</c>, <c>operator</c> or <c>user</c>.</param>
/// <param name="Disabled">Whether the user may not sign in. Disabling ends sessions, tokens and grants at once.</param>
public sealed record UserChangeRequest(string? DisplayName, string? Role, bool? Disabled);
