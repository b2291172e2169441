namespace AgentGrid.Domain.Limits;

/// <summary>The answer of a limiter.</summary>
/// <param name="Allowed">Whether the permits were given.</param>
/// <param name="Limit">Permits of the whole window.</param>
/// <param name="Remaining">Permits that could still be had now.</param>
/// <param name="ResetMs">Milliseconds until the whole limit is available again if nothing more is asked.</param>
/// <param name="RetryAfterMs">Milliseconds after which the refused request would be allowed if nobody else asked; 0 when allowed.</param>
public readonly record struct LimitDecision(bool Allowed, int Limit, int Remaining, long ResetMs, long RetryAfterMs);
