namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>Bounds of what is remembered about credentials.</summary>
public sealed record CredentialCacheOptions
{
    /// <summary>Credentials remembered, at least 1. Default 20,000; the oldest are forgotten first.</summary>
    public int MaxCredentials { get; init; } = 20_000;

    /// <summary>How long one is remembered at most. Default 10 minutes. Not prolonged by use.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long what is remembered may be trusted without hearing that nothing was revoked. Default 1 s.</summary>
    public TimeSpan MaxSilence { get; init; } = TimeSpan.FromSeconds(1);
}
