using System.Globalization;
using System.Text.Json;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Rooms.Audit;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Audit;

/// <summary><c>/api/v1/audit</c>: reads, verifies, exports and seals the audit log. Nothing here changes what it proves.</summary>
internal static class AuditEndpoints
{
    private const string SealExample = """{ "before": "2026-01-01T00:00:00Z" }""";

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/audit").WithTags("Audit").RequireAuthorization(GridRoles.Operator);
        group.MapGet("", ListAsync).WithSummary("Lists entries, newest first, and says how far the answer is proven. from and to (exclusive) are times; chain is system, project:<id> or room:<id>.").Refuses(422);
        group.MapGet("/checkpoints", ListCheckpointsAsync).WithSummary("Lists the signed checkpoints, newest first.").Refuses(422);
        group.MapGet("/checkpoints/{number}", GetCheckpointAsync).WithSummary("One checkpoint as it was signed: the line to keep elsewhere and to give to grid-audit.")
            .Answers<JsonElement>().Refuses(404);
        group.MapPost("/verify", AuditVerifyEndpoint.RunAsync).RequireAuthorization(GridRoles.Admin).LeavesNoEntry()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(AuditReportResponse), ["text/event-stream"]))
            .WithSummary("Verifies the whole log now. Events progress, then report (or error); ends when the client goes. One at a time.").Refuses(409);
        group.MapGet("/seals", AuditSealEndpoints.ListAsync).WithSummary("Lists what was sealed, newest first: contents that lie in archives and are in no answer any more.").Refuses(422);
        group.MapPost("/seals", AuditSealEndpoints.SealAsync).Example(SealExample).RequireAuthorization(GridRoles.Admin)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(AuditSealReportResponse), ["text/event-stream"]))
            .WithSummary("Seals old contents: archives them, says so in the log, then deletes them. Events progress, then report (or error); ends when the client goes. One at a time.").Refuses(409, 422);
        group.MapGet("/export", AuditExportEndpoint.RunAsync).RequireAuthorization(GridRoles.Admin)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Stream), [AuditBundle.MediaType]))
            .WithSummary("The whole log as a bundle for grid-audit: public keys, checkpoints, entries; lines of JSON.");
    }

    // The parameters are read by AuditFilters; they stand here for the OpenAPI document.
    private static async Task<Ok<AuditPageResponse>> ListAsync(
        HttpContext context, AuditQueries queries, RoomAudit rooms, string? from, string? to, string? actor, string? action, string? target, string? result, string? chain, int? limit, string? cursor)
    {
        var (size, filter) = (Paging.Limit(limit), AuditFilters.Of(context.Request.Query));
        return TypedResults.Ok(filter.Chains?.SingleOrDefault() is { } one && AuditChains.RoomOf(one) is { } room
            ? await rooms.ListAsync(room, size, cursor, filter, context.RequestAborted)
            : await queries.ListAsync(size, cursor, filter, context.RequestAborted));
    }

    private static async Task<Ok<ListResponse<AuditCheckpointResponse>>> ListCheckpointsAsync(HttpContext context, IAuditCheckpointStore checkpoints, int? limit, string? cursor)
    {
        var size = Paging.Limit(limit);
        var last = cursor is not null ? Number(cursor) ?? throw GridException.Invalid("cursor", "Must be the nextCursor of a page of this list, unchanged.")
            : await checkpoints.GetLastAsync(context.RequestAborted) is { } text && AuditCheckpoint.TryParse(text, out var newest) ? newest.Number : 0;
        var first = Math.Max(1, last - size + 1);
        var texts = last == 0 ? [] : await checkpoints.ListAsync(first, (int)(last - first + 1), context.RequestAborted);
        var items = texts.Select(line => AuditCheckpoint.TryParse(line, out var checkpoint) ? checkpoint : null).OfType<AuditCheckpoint>().Reverse().Select(AuditCheckpointResponse.Of);
        return TypedResults.Ok(new ListResponse<AuditCheckpointResponse>([.. items], first > 1 ? (first - 1).ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<ContentHttpResult> GetCheckpointAsync(HttpContext context, IAuditCheckpointStore checkpoints, string number) =>
        Number(number) is { } wanted && await checkpoints.ListAsync(wanted, 1, context.RequestAborted) is [var line] && AuditCheckpoint.TryParse(line, out var found) && found.Number == wanted
            ? TypedResults.Text(line + "\n", "application/json")
            : throw GridException.NotFound("checkpoint");

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;
}
