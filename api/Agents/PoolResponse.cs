namespace AgentGrid.Api.Agents;

/// <summary>A pool and its rotation as it stands now.</summary>
/// <param name="Name">Slug.</param>
/// <param name="Picks">Picks since the pool was last activated; the number of the last <c>x-grid-pick</c>.</param>
/// <param name="Members">Agents with an endpoint, in the order of their registration.</param>
/// <param name="Recent">The latest picks, at most 64, oldest first; a request that names its agent makes none.</param>
public sealed record PoolResponse(string Name, long Picks, IReadOnlyList<PoolMemberResponse> Members, IReadOnlyList<PoolPickResponse> Recent);
