using System.Globalization;
using System.Text.Json;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Rooms;

/// <summary><c>/api/v1/rooms/{id}/messages</c>: what is said in a room, for its members.</summary>
public static class RoomMessageEndpoints
{
    public static void MapRoomMessages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/rooms/{id}/messages").WithTags("Rooms").RequireAuthorization(GridScopes.Rooms);
        group.MapGet("", ReadAsync).Refuses(404, 422).WithSummary("Reads the history of a room: newest first, from cursor on; or oldest first, after a seq.");
        // The message itself is the record of it, in the chain of its room.
        group.MapPost("", PostAsync).Example("""{ "body": "Deployment done.", "clientMessageId": "deploy-4711" }""").HonoursIdempotencyKey().WithMetadata(new LeavesNoEntryAttribute())
            .Refuses(404, 422).WithSummary("Posts a message. It is stored, in its place, when this answers.");
    }

    private static async Task<Ok<RoomHistoryResponse>> ReadAsync(HttpContext context, IRoomStore store, string id, int? limit, string? cursor, long? after)
    {
        var query = new RoomHistoryQuery { RoomId = RoomTexts.Room(id).Value, Limit = Paging.Limit(limit), After = after, Before = Before(cursor, after) };
        if (after < 0) throw GridException.Invalid("after", "Must be a seq, or 0 for the beginning.");
        var history = await store.ReadAsync(query, RoomTexts.MemberId(context.Caller()), context.RequestAborted) ?? throw GridException.NotFound("room");
        var next = history switch
        {
            { HasMore: false } => null,
            _ when after is null => history.Messages[^1].Id.ToString("D"),
            _ => history.Messages[^1].Seq.ToString(CultureInfo.InvariantCulture),
        };
        return TypedResults.Ok(new RoomHistoryResponse([.. history.Messages.Select(RoomTexts.Of)], next, history.Epoch, history.Head));
    }

    private static async Task<Results<Created<RoomReceiptResponse>, Ok<RoomReceiptResponse>>> PostAsync(
        HttpContext context, IGrainFactory grains, RoomTelemetry telemetry, string id, [FromBody] RoomMessageRequest body)
    {
        var room = RoomTexts.Room(id);
        var receipt = await room.Grain(grains).PostAsync(context.Caller(), new RoomPost
        {
            Body = body.Body ?? "",
            ContentType = body.ContentType ?? RoomRules.DefaultContentType,
            ReplyTo = body.ReplyTo,
            Metadata = body.Metadata is { ValueKind: not JsonValueKind.Null } metadata ? metadata.GetRawText() : null,
            // A repetition under the same Idempotency-Key finds its message, also when the first answer was lost with its process.
            ClientMessageId = body.ClientMessageId ?? context.OperationId(),
        });
        telemetry.Posted(room, receipt);
        var response = new RoomReceiptResponse(receipt.MessageId, receipt.Seq, receipt.Epoch, receipt.Fingerprint, receipt.Duplicate, receipt.CreatedAt);
        return receipt.Duplicate ? TypedResults.Ok(response) : TypedResults.Created($"/api/v1/rooms/{room}/messages?after={receipt.Seq - 1}&limit=1", response);
    }

    private static Guid? Before(string? cursor, long? after)
    {
        if (cursor is null) return null;
        if (after is not null) throw GridException.Invalid("cursor", "Give either cursor or after.");
        return Guid.TryParseExact(cursor, "D", out var id) ? id : throw GridException.Invalid("cursor", "Must be the nextCursor of a page of this list, or the id of a message.");
    }
}
