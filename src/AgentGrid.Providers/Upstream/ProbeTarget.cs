namespace AgentGrid.Providers.Upstream;

/// <summary>What a health probe needs to know of an agent.</summary>
/// <param name="Kind">Decides the request and what counts as an answer.</param>
/// <param name="Urls">The agent's endpoint.</param>
/// <param name="ApiKey">Sent as bearer token; null for none.</param>
/// <param name="HealthPath">Path of the endpoint's host that replaces the kind's own request; null for none.</param>
public sealed record ProbeTarget(UpstreamKind Kind, RequestUrls Urls, string? ApiKey, string? HealthPath);
