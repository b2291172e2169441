namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>How long a user's session lives.</summary>
/// <param name="Absolute">From signing in.</param>
/// <param name="Idle">From the last time it was seen in use.</param>
/// <param name="Touch">At most this often is its use written down.</param>
public sealed record SessionPolicy(TimeSpan Absolute, TimeSpan Idle, TimeSpan Touch)
{
    /// <summary>8 hours, 30 minutes, 1 minute.</summary>
    public static readonly SessionPolicy Default = new(TimeSpan.FromHours(8), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
}
