namespace AgentGrid.Domain.Identity;

/// <summary>Bounds of what is remembered about verified tokens.</summary>
public sealed record VerifiedTokenCacheOptions
{
    /// <summary>Tokens remembered, at least 1. Default 10,000; the oldest are forgotten first.</summary>
    public int MaxTokens { get; init; } = 10_000;

    /// <summary>How long a verification is remembered. Default 10 minutes. Not prolonged by use.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);
}
