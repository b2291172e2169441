namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>A stream failed after its first byte. The client has its error event; this makes the server end the connection.</summary>
internal sealed class BrokenStreamException(string agent, string detail) : Exception($"The stream of agent '{agent}' ended early: {detail}.");
