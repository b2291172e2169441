namespace AgentGrid.Domain.Limits;

/// <summary>
/// Permits that a limiter leases to one process, to be spent there without asking again. They count as used in the limiter's window from the moment they are
/// given, so the sum over all processes keeps to the limit; what is not spent in time is lost.
/// </summary>
/// <param name="Permits">Permits given; 0 when refused.</param>
/// <param name="ValidForMs">How long they may be spent, counted from when they were <em>asked for</em>, so that travel time and clocks cannot stretch it.
/// 0 with 1 permit: for the asking request only.</param>
/// <param name="Decision">The limiter's state, for the headers.</param>
public readonly record struct QuotaSlice(int Permits, long ValidForMs, LimitDecision Decision)
{
    /// <summary>Up to this rate (permits per second) every request asks by itself and the count is exact.</summary>
    public const int ExactUpToPerSecond = 20;

    // One process may not take more than this share of the window at once, so that a late one still finds permits.
    private const int MaxShare = 20;

    /// <summary>Whether the policy is asked for slices at all.</summary>
    public static bool IsHighRate(LimitPolicy policy) => policy.Permits > ExactUpToPerSecond * policy.Window.TotalSeconds;

    /// <summary>Permits that may be leased at once under this policy to a process that wants so many: 1 for low rates, else 1 to a 20th of the limit.</summary>
    public static int Size(LimitPolicy policy, int wanted) =>
        IsHighRate(policy) ? Math.Clamp(wanted, 1, Math.Max(1, policy.Permits / MaxShare)) : 1;
}
