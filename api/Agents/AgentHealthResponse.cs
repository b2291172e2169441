namespace AgentGrid.Api.Agents;

/// <summary>Result of a health check made for this request.</summary>
/// <param name="Status">The agent's state after it: <c>healthy</c>, <c>unhealthy</c> or <c>unknown</c>.</param>
/// <param name="Ok">Whether this check itself succeeded; two failures in a row make an agent unhealthy.</param>
/// <param name="CheckedAt">When.</param>
/// <param name="LatencyMs">Time to the answer; null when none came.</param>
/// <param name="Detail">What was seen, in a few words.</param>
public sealed record AgentHealthResponse(string Status, bool Ok, DateTimeOffset CheckedAt, double? LatencyMs, string Detail);
