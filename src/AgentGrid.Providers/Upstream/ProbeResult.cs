namespace AgentGrid.Providers.Upstream;

/// <summary>The outcome of one health probe.</summary>
/// <param name="IsHealthy">Requests may be sent.</param>
/// <param name="LatencyMs">Milliseconds until the response headers or the failure.</param>
/// <param name="Status">HTTP status, or null when there was no answer.</param>
/// <param name="Detail">A few fixed words; never text of the upstream.</param>
public sealed record ProbeResult(bool IsHealthy, double LatencyMs, int? Status, string Detail);
