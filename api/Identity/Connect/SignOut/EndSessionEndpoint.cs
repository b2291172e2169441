using AgentGrid.Api.Identity.Connect.Authorization;
using AgentGrid.Api.Identity.Connect.Pages;

namespace AgentGrid.Api.Identity.Connect.SignOut;

/// <summary><c>/connect/endsession</c> (OpenID Connect RP-Initiated Logout 1.0). Without an ID token of this very session the person is asked: a link must not sign people out.</summary>
internal static class EndSessionEndpoint
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/endsession", HandleAsync).AllowAnonymous().ShowsPage(400).WithSummary("Where clients send the browser to sign the user out here.");
        routes.MapPost("/endsession", (Delegate)ConvertAsync).AllowAnonymous().ShowsPage(400).TakesForm("id_token_hint", "client_id", "post_logout_redirect_uri", "state")
            .WithSummary("The same request as a form.");
        routes.MapPost("/signout", ConfirmAsync).AllowAnonymous().ShowsPage(400, 403).TakesForm(AuthorizationFlow.TicketName).WithSummary("The sign-out form.");
    }

    private static async Task HandleAsync(HttpContext context, SignOutValidation validation, SignOutHandling handling, ConnectSessions sessions, ConnectTickets tickets, TimeProvider time)
    {
        if (await validation.ValidateAsync(context, ConnectParameters.OfQuery(context.Request)) is not { } request) return;
        var session = await sessions.FindAsync(context);
        var isProved = session is null || (request.Hint?.SessionId == session.Id.ToString("D") && request.Hint.Subject == session.UserId.ToString("D"));
        if (isProved)
        {
            await handling.EndAsync(context, request, session);
            return;
        }

        var query = request.Foreign.ToQuery();
        await EndSessionPage.WriteAsync(context, session!.Email, query, tickets.Issue(context, TicketUse.SignOut, query, session.Id, time.GetUtcNow()), request.RedirectUri);
    }

    // A form from another site comes without our cookies (SameSite=Lax); the GET that follows has them.
    private static async Task ConvertAsync(HttpContext context)
    {
        if (await ConnectParameters.ReadFormAsync(context.Request, context.RequestAborted) is { } form)
            await context.SeeOtherAsync("/connect/endsession" + ConnectParameters.Join(ConnectParameters.OfQuery(context.Request), form).Foreign.ToQuery());
        else
            await ErrorPage.WriteAsync(context, "The application sent a form that cannot be read.");
    }

    private static async Task ConfirmAsync(HttpContext context, FormGuard guard, SignOutValidation validation, SignOutHandling handling, ConnectSessions sessions, ConnectTickets tickets)
    {
        if (await guard.ReadFormAsync(context) is not { } form || await validation.ValidateAsync(context, ConnectParameters.OfQuery(context.Request)) is not { } request) return;
        var session = await sessions.FindAsync(context);
        var query = request.Foreign.ToQuery();
        // Nobody is signed in any more: the same as signed out. A ticket that is too old: the page is shown again.
        await (session is null || tickets.Read(context, TicketUse.SignOut, query, session.Id, form[AuthorizationFlow.TicketName]) is not null
            ? handling.EndAsync(context, request, session)
            : context.SeeOtherAsync("/connect/endsession" + query));
    }
}
