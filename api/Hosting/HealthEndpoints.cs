using AgentGrid.Api.Limits;
using AgentGrid.Postgres.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Hosting;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can work. Anonymous, statuses only, not counted by limits.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Health").AllowAnonymous().WithMetadata(new UnlimitedAttribute());
        group.MapGet("/healthz", Live).WithSummary("Whether the process lives.");
        group.MapGet("/readyz", ReadyAsync).WithSummary("Whether the process can work; 503 when not.");
    }

    private static Ok<LiveResponse> Live(TimeProvider time, ProcessClock clock) =>
        TypedResults.Ok(new LiveResponse("ok", Math.Round(time.GetElapsedTime(clock.StartedAt).TotalSeconds, 1)));

    private static async Task<Results<Ok<ReadyResponse>, JsonHttpResult<ReadyResponse>>> ReadyAsync(HttpContext context, GridDatabase database, ProcessClock clock)
    {
        var db = await database.PingAsync(context.RequestAborted);
        var checks = new ReadyChecks(db ? "ok" : "failed", clock.GrainsRun ? "ok" : "failed");
        if (db && clock.GrainsRun) return TypedResults.Ok(new ReadyResponse("ok", checks));
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Json(new ReadyResponse("failed", checks), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
