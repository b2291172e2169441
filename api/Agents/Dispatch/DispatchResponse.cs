namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>An agent's answer.</summary>
/// <param name="AgentId">Who answered.</param>
/// <param name="AgentName">Its name.</param>
/// <param name="Attempts">How many agents were asked.</param>
/// <param name="LatencyMs">From the start of the successful attempt to its answer, in milliseconds.</param>
/// <param name="Usage">Tokens as the agent reported them.</param>
/// <param name="Message">The answer.</param>
/// <param name="FinishReason">Why it ended, e.g. <c>stop</c>.</param>
public sealed record DispatchResponse(string AgentId, string AgentName, int Attempts, double LatencyMs, DispatchUsage Usage, DispatchMessage Message, string? FinishReason);
