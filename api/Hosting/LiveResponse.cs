namespace AgentGrid.Api.Hosting;

/// <summary>The process lives.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Uptime">Seconds since its start.</param>
public sealed record LiveResponse(string Status, double Uptime);
