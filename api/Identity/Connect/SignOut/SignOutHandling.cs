using AgentGrid.Api.Identity.Connect.Authorization;
using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity.Connect.SignOut;

/// <summary>Signs the browser out of these pages: ends its session, and with it what was granted without <c>offline_access</c> (OpenID Connect Core 11).</summary>
internal sealed class SignOutHandling(IGrainFactory grains, SessionCookies cookies)
{
    /// <summary>Ends the session, if there is one, and goes where the client wants.</summary>
    public async Task EndAsync(HttpContext context, SignOutRequest request, ConnectSession? session)
    {
        cookies.Clear(context, SessionPurpose.Connect);
        if (session is not null)
        {
            try
            {
                await new UserId(session.UserId).Grain(grains).EndSessionAsync(session.Actor(context), session.Id, context.RequestAborted);
            }
            catch (GridException gone) when (gone.Code == GridErrorCode.NotFound)
            {
                // It ended a moment ago.
            }
        }

        await (request.RedirectUri is { } uri ? context.SeeOtherAsync(uri) : SignedOutPage.WriteAsync(context));
    }
}
