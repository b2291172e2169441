namespace AgentGrid.Api.Limits;

/// <summary>A policy: so many permits in any window; a key that exceeds it is blocked, first for the base, then doubling up to the cap.</summary>
public sealed record LimitPolicyResponse(string Name, int Permits, double WindowSeconds, double BlockBaseSeconds, double BlockCapSeconds);
