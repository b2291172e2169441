using AgentGrid.Api.Agents;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain;
using AgentGrid.Domain.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Rooms;

/// <summary><c>/api/v1/rooms</c>: rooms and their members. Administrators, people or agents, order them; members see their own.</summary>
public static class RoomEndpoints
{
    /// <summary>Policy of what only administrators may do with rooms.</summary>
    internal const string AdminPolicy = "rooms-admin";

    public static void MapRooms(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/rooms").WithTags("Rooms").RequireAuthorization(GridScopes.Rooms);
        group.MapGet("", ListAsync).WithSummary("Lists rooms in the order of their creation: all for administrators, their own for others.").Refuses(422);
        group.MapGet("/{id}", GetAsync).WithSummary("Reads one room.").Refuses(404);
        group.MapPost("", CreateAsync).Example("""{ "slug": "ops", "name": "Operations" }""").RequireAuthorization(AdminPolicy).HonoursIdempotencyKey()
            .WithSummary("Creates a room. Its creator becomes the first member.").Refuses(409, 422);
        group.MapPatch("/{id}", UpdateAsync).Example("""{ "name": "Operations, night shift" }""").RequireAuthorization(AdminPolicy)
            .WithSummary("Changes slug or name of a room.").Refuses(404, 409, 422);
        group.MapDelete("/{id}", DeleteAsync).RequireAuthorization(AdminPolicy).WithSummary("Deletes a room; its connections leave it. What was said is kept, but not shown any more.").Refuses(404, 409);
        group.MapGet("/{id}/members", MembersAsync).WithSummary("Lists the members of a room by the time they were added.").Refuses(404, 422);
        group.MapPost("/{id}/members", AddMemberAsync).Example("""{ "agentId": "0198f0c0-0000-7000-8000-000000000000" }""").RequireAuthorization(AdminPolicy).HonoursIdempotencyKey()
            .WithSummary("Makes an agent or a person a member of a room.").Refuses(404, 409, 422);
        group.MapDelete("/{id}/members/{memberId}", RemoveMemberAsync).RequireAuthorization(AdminPolicy)
            .WithSummary("Takes a member out of a room; its connections leave the room.").Refuses(404, 409);
        group.MapGet("/{id}/presence", PresenceAsync).WithSummary("Tells who is connected to a room.").Refuses(404);
    }

    private static async Task<Ok<ListResponse<RoomResponse>>> ListAsync(HttpContext context, IRoomStore store, int? limit, string? cursor)
    {
        var size = Paging.Limit(limit);
        var page = await Paging.ReadAsync(() => store.ListAsync(RoomTexts.ReaderId(context.Caller()), size, cursor, context.RequestAborted));
        return TypedResults.Ok(new ListResponse<RoomResponse>([.. page.Items.Select(RoomTexts.Of)], page.NextCursor));
    }

    private static async Task<Ok<RoomResponse>> GetAsync(HttpContext context, IRoomStore store, string id)
    {
        var room = await store.GetAsync(RoomTexts.Room(id).Value, RoomTexts.ReaderId(context.Caller()), context.RequestAborted) ?? throw GridException.NotFound("room");
        context.Response.Headers.ETag = AgentTexts.ETag(room.Version);
        return TypedResults.Ok(RoomTexts.Of(room));
    }

    private static async Task<Created<RoomResponse>> CreateAsync(HttpContext context, IGrainFactory grains, IdGenerator ids, [FromBody] RoomRequest body)
    {
        var slug = body.Slug ?? "";
        var room = await new RoomId(ids.NewId()).Grain(grains).CreateAsync(context.Actor(), context.OperationId(), slug, body.Name ?? slug, context.RequestAborted);
        context.Response.Headers.ETag = AgentTexts.ETag(room.Version);
        return TypedResults.Created($"/api/v1/rooms/{room.Id}", RoomTexts.Of(room));
    }

    private static async Task<Ok<RoomResponse>> UpdateAsync(HttpContext context, IGrainFactory grains, string id, [FromBody] RoomChangeRequest body)
    {
        var room = await RoomTexts.Room(id).Grain(grains).UpdateAsync(context.Actor(), AgentTexts.IfMatch(context.Request), body.Slug, body.Name, context.RequestAborted);
        context.Response.Headers.ETag = AgentTexts.ETag(room.Version);
        return TypedResults.Ok(RoomTexts.Of(room));
    }

    private static async Task<NoContent> DeleteAsync(HttpContext context, IGrainFactory grains, string id)
    {
        await RoomTexts.Room(id).Grain(grains).DeleteAsync(context.Actor(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ListResponse<RoomMemberResponse>>> MembersAsync(HttpContext context, IRoomStore store, string id, int? limit, string? cursor)
    {
        var size = Paging.Limit(limit);
        var room = RoomTexts.Room(id).Value;
        var page = await Paging.ReadAsync(async () =>
            await store.ListMembersAsync(room, RoomTexts.ReaderId(context.Caller()), size, cursor, context.RequestAborted) ?? throw GridException.NotFound("room"));
        return TypedResults.Ok(new ListResponse<RoomMemberResponse>([.. page.Items.Select(RoomTexts.Of)], page.NextCursor));
    }

    private static async Task<Ok<RoomMemberResponse>> AddMemberAsync(HttpContext context, IGrainFactory grains, string id, [FromBody] RoomMemberRequest body)
    {
        var (kind, field, text) = body switch
        {
            { AgentId: { } agent, UserId: null } => (RoomMemberKinds.Agent, "agentId", agent),
            { AgentId: null, UserId: { } user } => (RoomMemberKinds.User, "userId", user),
            _ => throw GridException.Invalid("agentId", "Give either agentId or userId."),
        };
        if (!Guid.TryParseExact(text, "D", out var member)) throw GridException.Invalid(field, "Must be an id.");
        return TypedResults.Ok(RoomTexts.Of(await RoomTexts.Room(id).Grain(grains).AddMemberAsync(context.Actor(), kind, member, context.RequestAborted)));
    }

    private static async Task<NoContent> RemoveMemberAsync(HttpContext context, IGrainFactory grains, string id, string memberId)
    {
        if (!Guid.TryParseExact(memberId, "D", out var member)) throw GridException.NotFound("member");
        await RoomTexts.Room(id).Grain(grains).RemoveMemberAsync(context.Actor(), member, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RoomPresenceResponse>> PresenceAsync(HttpContext context, IGrainFactory grains, string id)
    {
        var presence = await RoomTexts.Room(id).Grain(grains).PresenceAsync(context.Caller());
        return TypedResults.Ok(new RoomPresenceResponse(presence.Version, presence.Count, presence.Members.IsDefault ? null : [.. presence.Members.Select(RoomTexts.Of)]));
    }
}
