namespace AgentGrid.Api.Identity.ApiTokens;

/// <summary>A token that is not revoked, without its secret.</summary>
/// <param name="Prefix">Its public part, by which it is revoked.</param>
/// <param name="Name">For people.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Its end; null = when it is revoked.</param>
/// <param name="LastUsedAt">When it was last presented, up to ten minutes behind; null = never.</param>
public sealed record ApiTokenResponse(string Prefix, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);
