namespace AgentGrid.Domain.Agents;

/// <summary>What the balancer must know of one peer. Bounds are checked by <see cref="AgentRules"/>; the balancer only refuses what would break it.</summary>
/// <param name="Weight">Share of the rotation, 0–1000. 0 drains the peer: it gets no new request.</param>
/// <param name="MaxFails">Failures that eject the peer; 0 = never ejected.</param>
/// <param name="FailTimeoutMs">How long an ejected peer stays out, and how long failures are remembered, in milliseconds.</param>
/// <param name="MaxConcurrency">Most requests in flight at once; null = no bound.</param>
public readonly record struct PeerSettings(int Weight, int MaxFails = 3, int FailTimeoutMs = 10_000, int? MaxConcurrency = null);
