namespace AgentGrid.Api.Agents;

/// <summary>Percentiles in milliseconds, at most 5 % off; null without requests.</summary>
public sealed record LatencyResponse(double? P50, double? P95, double? P99);
