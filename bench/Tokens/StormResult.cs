using AgentGrid.Bench.Load;

namespace AgentGrid.Bench.Tokens;

/// <summary>How a storm went.</summary>
/// <param name="Seconds">Until the last agent had its answer.</param>
/// <param name="Latency">From the common start to each agent's access token.</param>
/// <param name="Refusals">Answers 503, after which the agent came again.</param>
/// <param name="Failures">Agents that got no token, by reason.</param>
internal sealed record StormResult(double Seconds, LatencySummary Latency, long Refusals, IReadOnlyDictionary<string, long> Failures);
