namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>How long a refresh family lives (RFC 9700 section 4.14.2: tokens that are not used must end).</summary>
/// <param name="Idle">Longest time between two uses.</param>
/// <param name="Absolute">Longest time from the first token on; then the user signs in again.</param>
public sealed record RefreshPolicy(TimeSpan Idle, TimeSpan Absolute)
{
    /// <summary>14 days, 90 days.</summary>
    public static readonly RefreshPolicy Default = new(TimeSpan.FromDays(14), TimeSpan.FromDays(90));
}
