namespace AgentGrid.Api.Agents;

/// <summary>A pick of a pool's rotation.</summary>
/// <param name="Pick">Its number, as in <c>x-grid-pick</c>.</param>
/// <param name="AgentId">Who was picked.</param>
/// <param name="AgentName">The agent's name then.</param>
public sealed record PoolPickResponse(long Pick, string AgentId, string AgentName);
