namespace AgentGrid.Api.Agents;

/// <summary>A member of a pool.</summary>
/// <param name="Id">The agent.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">As in the agent itself.</param>
/// <param name="Weight">Configured weight.</param>
/// <param name="EffectiveWeight">Weight after failures; climbs back by one each round.</param>
/// <param name="CurrentWeight">Running value of smooth weighted round robin; the sum over all members is 0.</param>
/// <param name="InFlight">Requests under way.</param>
public sealed record PoolMemberResponse(string Id, string Name, string Status, int Weight, int EffectiveWeight, int CurrentWeight, int InFlight);
