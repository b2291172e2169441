using AgentGrid.Api.Agents;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Identity.People;

/// <summary><c>/api/v1/users</c>: administrators manage people.</summary>
public static class UserEndpoints
{
    private const string NewExample = """{ "email": "ada@example.org", "displayName": "Ada Lovelace", "role": "user", "password": "seven quiet lamps under the bridge" }""";
    private const string ChangeExample = """{ "displayName": "Ada King", "role": "operator", "disabled": false }""";
    private const string PasswordExample = """{ "password": "nine loud bells over the valley" }""";

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/users").WithTags("Users").RequireAuthorization(GridRoles.Admin);
        group.MapGet("", ListAsync).WithSummary("Lists users in the order of their creation.").Refuses(422);
        group.MapGet("/{id}", GetAsync).WithSummary("Reads one user.").Refuses(404);
        group.MapPost("", CreateAsync).Example(NewExample).HonoursIdempotencyKey()
            .WithSummary("Creates a user. The first administrator ends the bootstrap token.").Refuses(409, 422);
        group.MapPut("/{id}", UpdateAsync).Example(ChangeExample)
            .WithSummary("Changes what is given. The last administrator who can sign in can be neither demoted nor disabled.").Refuses(404, 409, 422);
        group.MapDelete("/{id}", DeleteAsync).WithSummary("Deletes a user with sessions, tokens and grants; never the last administrator who can sign in.").Refuses(404, 409);
        group.MapPut("/{id}/password", SetPasswordAsync).Example(PasswordExample)
            .WithSummary("Sets another user's password and ends their sessions. One's own is changed at /api/v1/auth/password.").Refuses(404, 409, 422);
        group.MapDelete("/{id}/totp", ResetTotpAsync)
            .WithSummary("Resets another user's second factor and ends their sessions. One's own is removed at /api/v1/auth/totp.").Refuses(404, 409);
        group.MapGet("/{id}/sessions", SessionsAsync).WithSummary("Lists the user's sessions that live, newest first.").Refuses(404, 422);
        group.MapPost("/{id}/sign-out", SignOutAsync).WithSummary("Ends all sessions and grants of the user.").Refuses(404);
    }

    private static async Task<Ok<ListResponse<UserResponse>>> ListAsync(HttpContext context, IUserStore store, int? limit, string? cursor, string? q, string? role, bool? disabled)
    {
        var (size, filter) = (Paging.Limit(limit), new UserQuery(q, role, disabled).ToFilter());
        var page = await Paging.ReadAsync(() => store.ListAsync(size, cursor, filter, context.RequestAborted));
        return TypedResults.Ok(new ListResponse<UserResponse>([.. page.Items.Select(UserResponse.Of)], page.NextCursor));
    }

    private static async Task<Ok<UserResponse>> GetAsync(HttpContext context, IUserStore store, string id)
    {
        var user = await FoundAsync(context, store, id);
        context.Response.Headers.ETag = AgentTexts.ETag(user.Version);
        return TypedResults.Ok(UserResponse.Of(user));
    }

    private static async Task<Created<UserResponse>> CreateAsync(HttpContext context, IGrainFactory grains, PasswordHashing hashing, IdGenerator ids, [FromBody] NewUserRequest body)
    {
        var errors = new Dictionary<string, string[]>(UserRules.ValidateNew(new UserFields(body.Email, body.DisplayName, body.Role)));
        if (PasswordRules.Check(body.Password, body.Email ?? "", body.DisplayName ?? "") is { } problem) errors["password"] = [PasswordRules.Explain(problem)];
        if (errors.Count > 0) throw GridException.Invalid(errors);

        var user = new NewUser
        {
            Email = body.Email!,
            DisplayName = body.DisplayName ?? UserRules.NormalizeEmail(body.Email)!,
            Role = body.Role!,
            PasswordHash = await hashing.HashAsync(body.Password!, context.RequestAborted),
        };
        var snapshot = await new UserId(ids.NewId()).Grain(grains).CreateAsync(context.Actor(), context.OperationId(), user, context.RequestAborted);
        context.Response.Headers.ETag = AgentTexts.ETag(snapshot.Version);
        return TypedResults.Created($"/api/v1/users/{snapshot.Id}", UserResponse.Of(snapshot));
    }

    private static async Task<Ok<UserResponse>> UpdateAsync(HttpContext context, IGrainFactory grains, string id, [FromBody] UserChangeRequest body)
    {
        var change = new UserChange { DisplayName = body.DisplayName, Role = body.Role, IsDisabled = body.Disabled };
        var snapshot = await Id(id).Grain(grains).UpdateAsync(context.Actor(), AgentTexts.IfMatch(context.Request), change, context.RequestAborted);
        context.Response.Headers.ETag = AgentTexts.ETag(snapshot.Version);
        return TypedResults.Ok(UserResponse.Of(snapshot));
    }

    private static async Task<NoContent> DeleteAsync(HttpContext context, IGrainFactory grains, string id)
    {
        await Id(id).Grain(grains).DeleteAsync(context.Actor(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SetPasswordAsync(HttpContext context, IUserStore store, IGrainFactory grains, PasswordHashing hashing, string id, [FromBody] NewPasswordRequest body)
    {
        var user = await FoundAsync(context, store, id);
        if (PasswordRules.Check(body.Password, user.Email, user.DisplayName) is { } problem) throw GridException.Invalid("password", PasswordRules.Explain(problem));
        var hash = await hashing.HashAsync(body.Password!, context.RequestAborted);
        await Id(id).Grain(grains).ChangePasswordAsync(context.Actor(), null, hash, null, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ResetTotpAsync(HttpContext context, IGrainFactory grains, string id)
    {
        await Id(id).Grain(grains).RemoveTotpAsync(context.Actor(), null, null, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ListResponse<SessionResponse>>> SessionsAsync(HttpContext context, IUserStore store, ISessionStore sessions, string id, int? limit, string? cursor)
    {
        var size = Paging.Limit(limit);
        var user = await FoundAsync(context, store, id);
        var page = await Paging.ReadAsync(() => sessions.ListAsync(user.Id, size, cursor, context.RequestAborted));
        var current = Person.Of(context.Known())?.SessionId ?? Guid.Empty;
        return TypedResults.Ok(new ListResponse<SessionResponse>([.. page.Items.Select(session => SessionResponse.Of(session, current))], page.NextCursor));
    }

    private static async Task<Ok<SessionsEndedResponse>> SignOutAsync(HttpContext context, IGrainFactory grains, string id) =>
        TypedResults.Ok(new SessionsEndedResponse(await Id(id).Grain(grains).EndSessionsAsync(context.Actor(), null, context.RequestAborted)));

    private static async Task<UserRecord> FoundAsync(HttpContext context, IUserStore store, string id) =>
        await store.GetAsync(Id(id).Value, context.RequestAborted) ?? throw GridException.NotFound("user");

    private static UserId Id(string text) => UserId.TryParse(text, out var id) ? id : throw GridException.NotFound("user");
}
