using AgentGrid.Api.Audit;
using AgentGrid.Api.Identity.Connect.Authorization;
using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.SignOut;

/// <summary>Signs the browser out of these pages. What was granted with <c>offline_access</c> goes on (OpenID Connect Core 11), the rest of the session's grants ends.</summary>
internal sealed class SignOutHandling(IGrainFactory grains, IOAuthGrantStore grants, SessionCookies cookies, TimeProvider time)
{
    /// <summary>Ends the session, if there is one, and goes where the client wants.</summary>
    public async Task EndAsync(HttpContext context, SignOutRequest request, ConnectSession? session)
    {
        cookies.Clear(context, SessionPurpose.Connect);
        if (session is not null)
        {
            var actor = session.Actor(context);
            try
            {
                await new UserId(session.UserId).Grain(grains).EndSessionAsync(actor, session.Id, context.RequestAborted);
            }
            catch (GridException gone) when (gone.Code == GridErrorCode.NotFound)
            {
                // It ended a moment ago.
            }

            await grants.RevokeOfSessionAsync(
                session.Id, actor.Audit(AuditActions.GrantRevoked, time.GetUtcNow(), new AuditTarget("session", session.Id.ToString("D")), details: AuditDetails.Of(("cause", "signed out"))), context.RequestAborted);
        }

        await (request.RedirectUri is { } uri ? context.SeeOtherAsync(uri) : SignedOutPage.WriteAsync(context));
    }
}
