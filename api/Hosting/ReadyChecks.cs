namespace AgentGrid.Api.Hosting;

/// <summary>The parts that readiness needs, each <c>ok</c> or <c>failed</c>.</summary>
public sealed record ReadyChecks(string Db, string Grains);
