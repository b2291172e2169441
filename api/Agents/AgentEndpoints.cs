using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain;
using AgentGrid.Domain.Agents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Agents;

/// <summary><c>/api/v1/agents</c>: register, read, change, check and deregister agents.</summary>
public static class AgentEndpoints
{
    private const string AgentExample = """{ "name": "gpt", "kind": "openai", "endpoint": "https://api.openai.com/v1", "apiKey": "sk-...", "model": "gpt-5-mini", "weight": 5 }""";

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/agents").WithTags("Agents").RequireAuthorization(GridRoles.Operator);
        group.MapGet("", ListAsync).WithSummary("Lists agents in the order of their registration.").Refuses(422);
        group.MapGet("/{id}", GetAsync).WithSummary("Reads one agent.").Refuses(404);
        group.MapGet("/{id}/health", CheckAsync).WithSummary("Checks the agent now and answers with the result.").Refuses(404, 422);
        group.MapGet("/{id}/health/history", HistoryAsync).WithSummary("Lists the changes of the agent's health, newest first.").Refuses(404, 422);
        group.MapPost("", RegisterAsync).Example(AgentExample).RequireAuthorization(GridRoles.Admin).HonoursIdempotencyKey()
            .WithSummary("Registers an agent. It is checked at once and takes part in its pool's rotation.").Refuses(409, 422);
        group.MapPut("/{id}", UpdateAsync).Example(AgentExample).RequireAuthorization(GridRoles.Admin)
            .WithSummary("Replaces an agent. A changed weight or pool begins a new cycle of the rotation.").Refuses(404, 409, 422);
        group.MapDelete("/{id}", DeregisterAsync).RequireAuthorization(GridRoles.Admin)
            .WithSummary("Deregisters an agent. Requests under way end by themselves; its history stays.").Refuses(404, 409);
    }

    private static async Task<Ok<ListResponse<AgentResponse>>> ListAsync(
        HttpContext context, AgentDirectory directory, int? limit, string? cursor, string? pool, string? kind, string? status, string? q) =>
        TypedResults.Ok(await directory.ListAsync(context.Caller(), new AgentQuery(Paging.Limit(limit), cursor, pool, kind, status, q), context.RequestAborted));

    private static async Task<Ok<AgentResponse>> GetAsync(HttpContext context, AgentDirectory directory, string id)
    {
        var agent = await directory.GetAsync(context.Caller(), Id(id), context.RequestAborted);
        context.Response.Headers.ETag = AgentTexts.ETag(agent.Version);
        return TypedResults.Ok(agent);
    }

    private static async Task<Ok<AgentHealthResponse>> CheckAsync(HttpContext context, IGrainFactory grains, string id)
    {
        var report = await Id(id).Grain(grains).CheckHealthAsync(context.Caller(), context.RequestAborted);
        return TypedResults.Ok(new AgentHealthResponse(AgentTexts.Of(report.Status), report.Succeeded, report.CheckedAt, report.LatencyMs, report.Detail));
    }

    private static async Task<Ok<ListResponse<AgentHealthEventResponse>>> HistoryAsync(
        HttpContext context, AgentDirectory directory, string id, int? limit, string? cursor) =>
        TypedResults.Ok(await directory.HistoryAsync(Id(id), Paging.Limit(limit), cursor, context.RequestAborted));

    private static async Task<Created<AgentResponse>> RegisterAsync(
        HttpContext context, IGrainFactory grains, AgentDefinitions definitions, AgentDirectory directory, IdGenerator ids, [FromBody] AgentFields body)
    {
        var id = new AgentId(ids.NewId());
        var definition = await definitions.ForNewAsync(id, body, context.RequestAborted);
        var snapshot = await id.Grain(grains).RegisterAsync(context.Actor(), context.OperationId(), definition, context.RequestAborted);
        var response = await directory.GetAsync(context.Caller(), snapshot.Id, context.RequestAborted);
        context.Response.Headers.ETag = AgentTexts.ETag(snapshot.Version);
        return TypedResults.Created($"/api/v1/agents/{snapshot.Id}", response);
    }

    private static async Task<Ok<AgentResponse>> UpdateAsync(
        HttpContext context, IGrainFactory grains, AgentDefinitions definitions, AgentDirectory directory, string id, [FromBody] AgentFields body)
    {
        var agent = Id(id);
        var definition = await definitions.ForUpdateAsync(agent, body, context.RequestAborted);
        var snapshot = await agent.Grain(grains).UpdateAsync(context.Actor(), AgentTexts.IfMatch(context.Request), definition, context.RequestAborted);
        context.Response.Headers.ETag = AgentTexts.ETag(snapshot.Version);
        return TypedResults.Ok(await directory.GetAsync(context.Caller(), agent, context.RequestAborted));
    }

    private static async Task<NoContent> DeregisterAsync(HttpContext context, IGrainFactory grains, string id)
    {
        await Id(id).Grain(grains).DeregisterAsync(context.Actor(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static AgentId Id(string text) => AgentId.TryParse(text, out var id) ? id : throw GridException.NotFound("agent");
}
