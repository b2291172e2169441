namespace AgentGrid.Domain.Identity.People;

/// <summary>The fields of a user as a client sends them, before <see cref="UserRules"/> has judged them. Null = not given.</summary>
/// <param name="Email">E-mail address.</param>
/// <param name="DisplayName">Shown to people.</param>
/// <param name="Role">One of <see cref="UserRoles"/>.</param>
public sealed record UserFields(string? Email, string? DisplayName, string? Role);
