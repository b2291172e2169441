namespace AgentGrid.Domain.Agents;

/// <summary>A view of one peer of a <see cref="SmoothWeightedBalancer"/>.</summary>
/// <param name="Weight">Configured weight.</param>
/// <param name="Current">Position in the rotation; the sum over all peers is 0 at all times.</param>
/// <param name="Effective">Weight after failures, 0–<paramref name="Weight"/>.</param>
/// <param name="Fails">Failures counted against <see cref="PeerSettings.MaxFails"/>.</param>
/// <param name="InFlight">Requests picked and not yet finished.</param>
/// <param name="Down">The active health check found the peer unhealthy.</param>
/// <param name="CoolUntilMs">The peer asked to be left alone until then (clock of the balancer's caller); null when it never did.</param>
public readonly record struct PeerState(int Weight, int Current, int Effective, int Fails, int InFlight, bool Down, long? CoolUntilMs);
