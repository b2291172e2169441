using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Limits;

/// <summary>What a limiter said, under which policy, and that policy as header value.</summary>
public readonly record struct LimitResult(LimitPolicy Policy, string PolicyText, LimitDecision Decision);
