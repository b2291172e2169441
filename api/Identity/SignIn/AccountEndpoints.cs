using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary><c>/api/v1/auth</c>: one's own password and sessions.</summary>
public static class AccountEndpoints
{
    private const string PasswordExample = """{ "current": "correct horse battery staple", "new": "seven quiet lamps under the bridge" }""";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth").WithTags("Identity").RequireAuthorization().NeverCached();
        group.MapPost("/password", ChangePasswordAsync).Example(PasswordExample).Refuses(404, 409, 422)
            .WithSummary("Sets another password. The other sessions end; this one goes on.");
        group.MapGet("/sessions", ListAsync).WithSummary("Lists the caller's sessions that live, newest first.").Refuses(422);
        group.MapDelete("/sessions", EndOthersAsync).WithSummary("Ends the caller's other sessions; this one goes on.");
        group.MapDelete("/sessions/{id}", EndAsync).WithSummary("Ends one of the caller's sessions.").Refuses(404);
    }

    private static async Task<NoContent> ChangePasswordAsync(
        HttpContext context, IGrainFactory grains, PasswordProof proof, PasswordHashing hashing, [FromBody] PasswordRequest body)
    {
        var person = Person.Demand(context);
        var wanted = PasswordHashing.Demand(body.New, "new");
        var user = await proof.DemandAsync(context, person, body.Current, "current");
        if (wanted == body.Current) throw GridException.Invalid("new", "Must be another than the current one.");
        if (PasswordRules.Check(wanted, user.Email, user.DisplayName) is { } problem) throw GridException.Invalid("new", PasswordRules.Explain(problem));
        var hash = await hashing.HashAsync(wanted, context.RequestAborted);
        await person.Id.Grain(grains).ChangePasswordAsync(context.Actor(), user.PasswordVersion, hash, person.SessionId, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ListResponse<SessionResponse>>> ListAsync(HttpContext context, ISessionStore sessions, int? limit, string? cursor)
    {
        var person = Person.Demand(context);
        var page = await Paging.ReadAsync(() => sessions.ListAsync(person.Id.Value, Paging.Limit(limit), cursor, context.RequestAborted));
        return TypedResults.Ok(new ListResponse<SessionResponse>([.. page.Items.Select(session => SessionResponse.Of(session, person.SessionId))], page.NextCursor));
    }

    private static async Task<Ok<SessionsEndedResponse>> EndOthersAsync(HttpContext context, IGrainFactory grains)
    {
        var person = Person.Demand(context);
        return TypedResults.Ok(new SessionsEndedResponse(await person.Id.Grain(grains).EndSessionsAsync(context.Actor(), person.SessionId, context.RequestAborted)));
    }

    private static async Task<NoContent> EndAsync(HttpContext context, IGrainFactory grains, SessionCookies cookies, string id)
    {
        var person = Person.Demand(context);
        if (!Guid.TryParseExact(id, "D", out var session)) throw GridException.NotFound("session");
        await person.Id.Grain(grains).EndSessionAsync(context.Actor(), session, context.RequestAborted);
        if (session == person.SessionId) cookies.Clear(context, Contracts.Identity.SessionPurpose.Api);
        return TypedResults.NoContent();
    }
}
