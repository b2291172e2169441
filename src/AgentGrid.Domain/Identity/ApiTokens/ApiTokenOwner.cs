namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>Whose API tokens: an agent's or a user's.</summary>
/// <param name="Kind">Which of both.</param>
/// <param name="Id">Id of the agent or user.</param>
public readonly record struct ApiTokenOwner(ApiTokenKind Kind, Guid Id);
