using AgentGrid.Api.Identity.Connect.Pages;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary><c>/connect/authorize</c> (RFC 6749 section 3.1, OpenID Connect Core 3.1.2): extract, validate, handle, apply.</summary>
internal static class AuthorizeEndpoint
{
    // Servers take about 8 KiB of request line, ours too.
    private const int LongestQuery = 7500;

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/authorize", HandleAsync).AllowAnonymous().ShowsPage(400)
            .WithSummary("Where clients send the browser: signs the user in, asks for consent, and goes back to the client with a code.");
        routes.MapPost("/authorize", (Delegate)ConvertAsync).AllowAnonymous().ShowsPage(400)
            .TakesForm("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt", "max_age", "login_hint", "id_token_hint")
            .WithSummary("The same request as a form.");
    }

    private static async Task HandleAsync(HttpContext context, AuthorizationValidation validation, AuthorizationHandling handling, ConnectSessions sessions, ConnectTickets tickets, TimeProvider time)
    {
        var parameters = ConnectParameters.OfQuery(context.Request);
        if (await validation.ValidateAsync(context, parameters) is not { } flow) return;
        var session = await sessions.FindAsync(context);
        var receivedAt = tickets.Read(context, TicketUse.Continue, flow.Query, session?.Id, parameters[AuthorizationFlow.TicketName]) ?? time.GetUtcNow();
        await (parameters[AuthorizationFlow.SwitchName] is not null && flow.MayShowPages
            ? handling.ShowSignInAsync(flow, null, receivedAt)
            : handling.HandleAsync(flow, session, receivedAt));
    }

    // A form from another site comes without our cookies (SameSite=Lax); the GET that follows has them.
    private static async Task ConvertAsync(HttpContext context)
    {
        if (await ConnectParameters.ReadFormAsync(context.Request, context.RequestAborted) is not { } form)
        {
            await ErrorPage.WriteAsync(context, "The application sent a form that cannot be read.");
            return;
        }

        var query = ConnectParameters.Join(ConnectParameters.OfQuery(context.Request), form).Foreign.ToQuery();
        await (query.Length <= LongestQuery ? context.SeeOtherAsync("/connect/authorize" + query) : ErrorPage.WriteAsync(context, "The application sent more than an authorization request has."));
    }
}
