namespace AgentGrid.Domain.Agents;

/// <summary>Statistics of one agent over the last <paramref name="WindowSeconds"/> seconds. Rates and latencies are null when there was no request.</summary>
/// <param name="Requests">Requests that ended in the window.</param>
/// <param name="SuccessRate">Share that succeeded, 0–1.</param>
/// <param name="P50Ms">Median latency in milliseconds, at most 5 % off.</param>
/// <param name="P95Ms">95th percentile in milliseconds, at most 5 % off.</param>
/// <param name="P99Ms">99th percentile in milliseconds, at most 5 % off.</param>
/// <param name="InputTokens">Tokens read by the agent.</param>
/// <param name="OutputTokens">Tokens written by the agent.</param>
/// <param name="WindowSeconds">Length of the window.</param>
public readonly record struct RollingSnapshot(
    long Requests, double? SuccessRate, double? P50Ms, double? P95Ms, double? P99Ms, long InputTokens, long OutputTokens, int WindowSeconds);
