namespace AgentGrid.Domain.Agents;

/// <summary>The end of an insertion.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Agent">The stored agent; null when the name was taken.</param>
public sealed record AgentInsertResult(AgentInsertOutcome Outcome, AgentRecord? Agent);
