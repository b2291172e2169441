namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What a user agreed to give a client.</summary>
/// <param name="Scopes">All that was ever agreed to and not withdrawn.</param>
/// <param name="GivenAt">When the user last agreed.</param>
public sealed record Consent(ScopeSet Scopes, DateTimeOffset GivenAt);
