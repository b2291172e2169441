using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Limits;

/// <summary>What a limiter said, under which policy.</summary>
public readonly record struct LimitResult(LimitPolicy Policy, LimitDecision Decision);
