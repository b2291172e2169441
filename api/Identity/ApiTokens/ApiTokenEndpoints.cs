using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Identity.ApiTokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Identity.ApiTokens;

/// <summary><c>/api/v1/agents/{id}/tokens</c> and <c>/api/v1/user/tokens</c>: make, list and revoke API tokens of agents, and of the user who asks.</summary>
public static class ApiTokenEndpoints
{
    private const string Example = """{ "name": "build server", "scopes": ["gateway", "rooms"], "expiresAt": "2035-12-31T00:00:00Z" }""";
    private const string Made = "The token is in the answer, this once; only its hash is stored.";

    public static void MapApiTokens(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/api/v1/agents/{id}/tokens").WithTags("API tokens").RequireAuthorization(GridRoles.Operator);
        agents.MapGet("", ListOfAgentAsync).WithSummary("Lists the agent's API tokens that are not revoked, newest first.").Refuses(404, 422);
        agents.MapPost("", MakeForAgentAsync).Example(Example).RequireAuthorization(GridRoles.Admin).HonoursIdempotencyKey(answerIsSecret: true).NeverCached()
            .WithSummary("Makes an API token of the agent. " + Made).Refuses(404, 409, 422);
        agents.MapDelete("/{prefix}", RevokeOfAgentAsync).RequireAuthorization(GridRoles.Admin)
            .WithSummary("Revokes an API token of the agent: it, its access tokens and its sockets end within a second.").Refuses(404);

        var own = routes.MapGroup("/api/v1/user/tokens").WithTags("API tokens").RequireAuthorization(GridScopes.Grid);
        own.MapGet("", ListOwnAsync).WithSummary("Lists the user's own API tokens that are not revoked, newest first.").Refuses(422);
        own.MapPost("", MakeOwnAsync).Example(Example).HonoursIdempotencyKey(answerIsSecret: true).NeverCached()
            .WithSummary("Makes an API token of the user who asks. " + Made).Refuses(404, 409, 422);
        own.MapDelete("/{prefix}", RevokeOwnAsync).WithSummary("Revokes an API token of the user who asks: it and its access tokens end within a second.").Refuses(404);
    }

    private static async Task<Ok<ListResponse<ApiTokenResponse>>> ListOfAgentAsync(HttpContext context, IAgentStore agents, IApiTokenStore tokens, string id, int? limit, string? cursor)
    {
        var agent = Agent(id);
        if (await agents.GetAsync(agent.Value, context.RequestAborted) is null) throw GridException.NotFound("agent");
        return await ListAsync(context, tokens, new ApiTokenOwner(ApiTokenKind.Agent, agent.Value), limit, cursor);
    }

    private static Task<Created<NewApiTokenResponse>> MakeForAgentAsync(HttpContext context, ApiTokenMaker maker, string id, [FromBody] ApiTokenFields? body) =>
        MakeAsync(context, maker, new TokenOwner(Agent(id)), body);

    private static Task<NoContent> RevokeOfAgentAsync(HttpContext context, IGrainFactory grains, string id, string prefix) =>
        RevokeAsync(context, grains, new TokenOwner(Agent(id)), prefix);

    private static Task<Ok<ListResponse<ApiTokenResponse>>> ListOwnAsync(HttpContext context, IApiTokenStore tokens, int? limit, string? cursor) =>
        ListAsync(context, tokens, new ApiTokenOwner(ApiTokenKind.User, User(context).Value), limit, cursor);

    private static Task<Created<NewApiTokenResponse>> MakeOwnAsync(HttpContext context, ApiTokenMaker maker, [FromBody] ApiTokenFields? body) =>
        MakeAsync(context, maker, new TokenOwner(User(context)), body);

    private static Task<NoContent> RevokeOwnAsync(HttpContext context, IGrainFactory grains, string prefix) => RevokeAsync(context, grains, new TokenOwner(User(context)), prefix);

    private static async Task<Ok<ListResponse<ApiTokenResponse>>> ListAsync(HttpContext context, IApiTokenStore tokens, ApiTokenOwner owner, int? limit, string? cursor)
    {
        var page = await Paging.ReadAsync(() => tokens.ListAsync(owner, Paging.Limit(limit), cursor, context.RequestAborted));
        return TypedResults.Ok(new ListResponse<ApiTokenResponse>(
            [.. page.Items.Select(t => new ApiTokenResponse(t.Prefix, t.Name, t.Scopes.ToNames(), t.CreatedAt, t.ExpiresAt, t.LastUsedAt))], page.NextCursor));
    }

    private static async Task<Created<NewApiTokenResponse>> MakeAsync(HttpContext context, ApiTokenMaker maker, TokenOwner owner, ApiTokenFields? body)
    {
        var made = await maker.MakeAsync(context.Actor(), context.OperationId(), owner, body ?? new ApiTokenFields(), context.RequestAborted);
        return TypedResults.Created((string?)null, made);
    }

    private static async Task<NoContent> RevokeAsync(HttpContext context, IGrainFactory grains, TokenOwner owner, string prefix)
    {
        await owner.Grain(grains).RevokeAsync(context.Actor(), prefix, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static AgentId Agent(string text) => AgentId.TryParse(text, out var id) ? id : throw GridException.NotFound("agent");

    private static UserId User(HttpContext context) => context.Caller() is { Kind: CallerKind.User } caller && UserId.TryParse(caller.Subject, out var id)
        ? id
        : throw new GridException(GridErrorCode.Forbidden, "Only users have API tokens of their own here; an agent's are below /api/v1/agents/{id}/tokens.");
}
