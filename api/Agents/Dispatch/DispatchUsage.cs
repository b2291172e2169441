namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>Tokens; null when the agent did not say.</summary>
public sealed record DispatchUsage(long? InputTokens, long? OutputTokens);
