namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>The user behind a grant, as they are now.</summary>
/// <param name="Role">Their role.</param>
/// <param name="IsEnabled">Whether they still may sign in.</param>
public sealed record GrantHolder(string Role, bool IsEnabled);
