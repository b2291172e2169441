namespace AgentGrid.Api.Hosting;

/// <summary>Whether the process can work.</summary>
/// <param name="Status"><c>ok</c> or <c>failed</c>.</param>
/// <param name="Checks">The parts.</param>
public sealed record ReadyResponse(string Status, ReadyChecks Checks);
