using AgentGrid.Api.Audit;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>The consent form (OpenID Connect Core 3.1.2.4). What is allowed is what the request in the query asks for: the form itself names nothing.</summary>
internal static class ConsentEndpoint
{
    private static readonly OAuthRefusal Denied = new(OAuthError.AccessDenied, "The user did not allow it.");

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/consent", HandleAsync).AllowAnonymous().ShowsPage(400, 403)
        .TakesForm(AuthorizationFlow.TicketName, "decision").WithSummary("The consent form.");

    private static async Task HandleAsync(
        HttpContext context, FormGuard guard, AuthorizationHandling handling, ConnectSessions sessions, ConnectTickets tickets, IConsentStore consents, IOAuthGrantStore grants, TimeProvider time)
    {
        if (await guard.ReadAsync(context) is not var (flow, form)) return;
        // Bound to the session that saw the page: nobody consents for the next to sign in.
        if (await sessions.FindAsync(context) is not { } session
            || tickets.Read(context, TicketUse.Consent, flow.Query, session.Id, form[AuthorizationFlow.TicketName]) is not { } receivedAt
            || form["decision"] is not ("allow" or "deny"))
        {
            await context.SeeOtherAsync("/connect/authorize" + flow.Query);
            return;
        }

        var (client, isAllowed) = (flow.Request.Client, form["decision"] == "allow");
        var audit = session.Actor(context).Audit(
            AuditActions.ConsentGiven,
            time.GetUtcNow(),
            new AuditTarget("client", client.ClientId, client.Name),
            isAllowed ? AuditResult.Ok : AuditResult.Refused,
            AuditDetails.Of(("scope", flow.Request.Scopes.ToString())));
        if (!isAllowed)
        {
            await grants.RecordAsync(audit, context.RequestAborted);
            await handling.RefuseAsync(flow, Denied);
            return;
        }

        await consents.GiveAsync(session.UserId, client.ClientId, flow.Request.Scopes, audit, context.RequestAborted);
        await handling.HandleAsync(flow, session, receivedAt);
    }
}
