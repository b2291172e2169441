namespace AgentGrid.Domain.Agents;

/// <summary>What follows an attempt, and whether it counts as a failure of the agent.</summary>
public readonly record struct AttemptVerdict(AttemptAction Action, bool CountsAsFailure);
