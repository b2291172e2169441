namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>What is asked for of a new API token, before <see cref="ApiTokenRules"/> has judged it. Null = not given: the default applies.</summary>
public sealed record ApiTokenFields
{
    /// <summary>For people to tell tokens apart, 1–100 characters; default <c>API token</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What it may be used for: one or more of <c>grid</c>, <c>gateway</c>, <c>rooms</c>; default all that whoever asks may give.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When it ends: in the future, at most ten years; absent = when it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
