using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>
/// The forms for password and second factor. Each makes a new session, whatever session the browser had (session fixation), and takes only what was typed into a form that
/// we showed to this browser (login forgery).
/// </summary>
internal static class SignInEndpoint
{
    private const string Expired = "This page was open for too long, or the browser keeps no cookies. Enter it again.";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/signin", PasswordAsync).AllowAnonymous().ShowsPage(400, 403, 422, 503).TakesForm(AuthorizationFlow.TicketName, "email", "password")
            .WithSummary("The sign-in form.");
        routes.MapPost("/factor", FactorAsync).AllowAnonymous().ShowsPage(400, 403, 422, 503).TakesForm(AuthorizationFlow.TicketName, "challenge", "code")
            .WithSummary("The form of the second factor.");
    }

    private static async Task PasswordAsync(HttpContext context, [AsParameters] SignInServices services)
    {
        if (await services.Guard.ReadAsync(context) is not var (flow, form)) return;
        var email = form["email"];
        if (services.Tickets.Read(context, TicketUse.SignIn, flow.Query, null, form[AuthorizationFlow.TicketName]) is not { } receivedAt)
        {
            await services.Handling.ShowSignInAsync(flow, null, services.Time.GetUtcNow(), email, Expired, StatusCodes.Status400BadRequest);
            return;
        }

        switch (await TryAsync(() => services.SignIn.TryAsync(context, email, form["password"], SessionPurpose.Connect, context.RequestAborted)))
        {
            case SignInOutcome.SignedIn { Result: var result }:
                await EndAsync(flow, services, result, receivedAt);
                break;
            case SignInOutcome.FactorRequired { Challenge: var challenge }:
                await FactorPage.WriteAsync(flow, services.Tickets.Issue(context, TicketUse.Factor, flow.Query, null, receivedAt), challenge);
                break;
            case var other:
                var (problem, status) = Explain(context, other);
                await services.Handling.ShowSignInAsync(flow, null, receivedAt, email, problem, status);
                break;
        }
    }

    private static async Task FactorAsync(HttpContext context, [AsParameters] SignInServices services)
    {
        if (await services.Guard.ReadAsync(context) is not var (flow, form)) return;
        if (services.Tickets.Read(context, TicketUse.Factor, flow.Query, null, form[AuthorizationFlow.TicketName]) is not { } receivedAt)
        {
            await services.Handling.ShowSignInAsync(flow, null, services.Time.GetUtcNow(), null, Expired, StatusCodes.Status400BadRequest);
            return;
        }

        var outcome = await TryAsync(() => services.SignIn.CompleteAsync(context, form["challenge"], form["code"], SessionPurpose.Connect, context.RequestAborted));
        if (outcome is SignInOutcome.SignedIn { Result: var result })
        {
            await EndAsync(flow, services, result, receivedAt);
            return;
        }

        var (problem, status) = Explain(context, outcome);
        await FactorPage.WriteAsync(flow, services.Tickets.Issue(context, TicketUse.Factor, flow.Query, null, receivedAt), form["challenge"] ?? "", problem, status);
    }

    private static async Task EndAsync(AuthorizationFlow flow, SignInServices services, SignInResult result, DateTimeOffset receivedAt)
    {
        services.Cookies.Set(flow.Context, result, SessionPurpose.Connect);
        await services.Handling.HandleAsync(flow, await services.Sessions.FindAsync(flow.Context, result), receivedAt, justSignedIn: true);
    }

    // What is missing in a form is said on the form.
    private static async Task<SignInOutcome> TryAsync(Func<Task<SignInOutcome>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (GridException invalid) when (invalid is { Code: GridErrorCode.Invalid, Errors: { } errors })
        {
            return new SignInOutcome.Refused(errors.First().Key switch
            {
                "email" => "Enter your e-mail address.",
                "password" => "Enter your password.",
                _ => "Enter a code of six digits, or a backup code.",
            });
        }
    }

    private static (string Problem, int Status) Explain(HttpContext context, SignInOutcome outcome)
    {
        if (outcome is not SignInOutcome.Wait { RetryAfterMs: var wait }) return (((SignInOutcome.Refused)outcome).Reason, StatusCodes.Status422UnprocessableEntity);
        var seconds = ErrorAnswers.RetrySeconds(wait);
        context.Response.Headers.RetryAfter = seconds;
        return ($"Too many attempts. Try again in {seconds} seconds.", StatusCodes.Status429TooManyRequests);
    }
}
