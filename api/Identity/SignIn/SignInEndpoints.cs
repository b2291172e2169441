using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary><c>/api/v1/auth</c>: sign in and out.</summary>
public static class SignInEndpoints
{
    private const string LoginExample = """{ "email": "ann@example.org", "password": "correct horse battery staple" }""";
    private const string VerifyExample = """{ "challenge": "enc:0123456789abcdef:AAAA", "code": "123456" }""";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth").WithTags("Identity").AllowAnonymous().WithMetadata(new GuardsOriginAttribute()).NeverCached();
        // Else routing itself answers other media types, as if nobody anonymous might call the route.
        ((IEndpointConventionBuilder)group).Finally(endpoint => RemoveAll<IAcceptsMetadata>(endpoint.Metadata));
        group.MapPost("/login", LoginAsync).Example(LoginExample).Refuses(401, 403, 422, 503)
            .WithSummary("Signs in with address and password: sets the session's cookie, or asks for the second factor.");
        group.MapPost("/totp/verify", VerifyAsync).Example(VerifyExample).Refuses(401, 403, 422, 503)
            .WithSummary("Completes a sign-in with a code of the authenticator or a backup code; each is taken once.");
        group.MapPost("/logout", LogoutAsync).Refuses(403, 415, 503)
            .WithSummary("Ends the session and takes its cookie. Also without a session that lives.");
    }

    private static void RemoveAll<T>(IList<object> metadata)
    {
        for (var i = metadata.Count - 1; i >= 0; i--)
            if (metadata[i] is T) metadata.RemoveAt(i);
    }

    private static async Task<Ok<LoginResponse>> LoginAsync(HttpContext context, PasswordSignIn signIn, SessionCookies sessions, IGrainFactory grains, [FromBody] LoginRequest body) =>
        await AnswerAsync(context, await signIn.TryAsync(context, body.Email, body.Password, SessionPurpose.Api, context.RequestAborted), sessions, grains);

    private static async Task<Ok<LoginResponse>> VerifyAsync(HttpContext context, PasswordSignIn signIn, SessionCookies sessions, IGrainFactory grains, [FromBody] TotpVerifyRequest body) =>
        await AnswerAsync(context, await signIn.CompleteAsync(context, body.Challenge, body.Code, SessionPurpose.Api, context.RequestAborted), sessions, grains);

    private static async Task<NoContent> LogoutAsync(HttpContext context, SessionCookies sessions, IGrainFactory grains)
    {
        if (context.Features.Get<KnownCaller>() is not null) Person.Demand(context);
        // First: the browser forgets it also when the database is away.
        sessions.Clear(context, SessionPurpose.Api);
        await EndSessionAsync(context, grains);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<LoginResponse>> AnswerAsync(HttpContext context, SignInOutcome outcome, SessionCookies sessions, IGrainFactory grains)
    {
        switch (outcome)
        {
            case SignInOutcome.SignedIn { Result: var result }:
                sessions.Set(context, result, SessionPurpose.Api);
                // The browser has one session: the one before would live on where nobody sees it.
                await EndSessionAsync(context, grains);
                return TypedResults.Ok(new LoginResponse("signed_in", AccountResponse.Of(result.User!)));
            case SignInOutcome.FactorRequired { Challenge: var challenge }:
                return TypedResults.Ok(new LoginResponse("totp_required", Challenge: challenge));
            case SignInOutcome.Wait { RetryAfterMs: var wait }:
                throw new GridException(GridErrorCode.RateLimited, "Too many attempts to sign in. Come back after the time in Retry-After.") { RetryAfterMs = wait };
            case SignInOutcome.Refused { Reason: var reason }:
                throw new GridException(GridErrorCode.Unauthenticated, reason);
            default:
                throw new InvalidOperationException($"No answer for {outcome}.");
        }
    }

    // The session that the request came with, if any.
    private static async Task EndSessionAsync(HttpContext context, IGrainFactory grains)
    {
        if (Person.Of(context.Features.Get<KnownCaller>()) is not { } person) return;
        try
        {
            await person.Id.Grain(grains).EndSessionAsync(context.Actor(), person.SessionId, context.RequestAborted);
        }
        catch (GridException ended) when (ended.Code == GridErrorCode.NotFound)
        {
            // Somebody else was faster.
        }
    }
}
