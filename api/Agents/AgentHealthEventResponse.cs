namespace AgentGrid.Api.Agents;

/// <summary>A change of an agent's health.</summary>
public sealed record AgentHealthEventResponse(DateTimeOffset At, string Status, string? Detail);
