using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Agents;

/// <summary><c>/api/v1/pools</c>: the rotations as they stand.</summary>
public static class PoolEndpoints
{
    public static void MapPools(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/pools").WithTags("Agents").RequireAuthorization(GridRoles.Operator);
        group.MapGet("", ListAsync).WithSummary("Lists the pools that have agents, and default.");
        group.MapGet("/{name}", GetAsync).WithSummary("Shows one pool: members, weights and where the rotation stands.").Refuses(404);
    }

    private static async Task<Ok<ListResponse<string>>> ListAsync(HttpContext context, IAgentStore store)
    {
        var names = await store.ListPoolsAsync(context.RequestAborted);
        return TypedResults.Ok(new ListResponse<string>([.. names.Union([PoolName.Default.Value]).Order(StringComparer.Ordinal)], null));
    }

    private static async Task<Ok<PoolResponse>> GetAsync(HttpContext context, IGrainFactory grains, string name)
    {
        if (!AgentName.IsValid(name)) throw GridException.NotFound("pool");
        var pool = await new PoolName(name).Grain(grains).GetAsync(context.Caller());
        if (!pool.Exists) throw GridException.NotFound("pool");
        return TypedResults.Ok(new PoolResponse(pool.Name.Value, pool.Picks, [.. pool.Members.Select(m =>
            new PoolMemberResponse(m.Id.ToString(), m.Name, AgentTexts.Status(m.Health, m.Weight), m.Weight, m.EffectiveWeight, m.CurrentWeight, m.InFlight))],
            [.. pool.Recent.Select(pick => new PoolPickResponse(pick.Number, pick.Agent.ToString(), pick.AgentName))]));
    }
}
