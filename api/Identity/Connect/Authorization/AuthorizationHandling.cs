using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>The step "handle": what a sound request needs next (OpenID Connect Core 3.1.2.3 and 3.1.2.4), and doing it.</summary>
internal sealed class AuthorizationHandling(IConsentStore consents, ConnectTickets tickets, CodeIssuer issuer, PublicUrl url, TimeProvider time)
{
    private static readonly OAuthRefusal LoginRequired = new(OAuthError.LoginRequired, "The user must sign in.");
    private static readonly OAuthRefusal OtherUser = new(OAuthError.LoginRequired, "Another user than that of id_token_hint is signed in.");
    private static readonly OAuthRefusal ConsentRequired = new(OAuthError.ConsentRequired, "The user must consent.");

    /// <summary>Goes on with a request.</summary>
    /// <param name="flow">The request.</param>
    /// <param name="session">Who is signed in; null for nobody.</param>
    /// <param name="receivedAt">When it first came.</param>
    /// <param name="justSignedIn">The answer is to a form with a password: what shows a page goes by way of a redirect, so that the page can be loaded again.</param>
    public async Task HandleAsync(AuthorizationFlow flow, ConnectSession? session, DateTimeOffset receivedAt, bool justSignedIn = false)
    {
        var fits = session is not null && flow.Expects(session);
        var consent = fits ? await consents.FindAsync(session!.UserId, flow.Request.Client.ClientId, flow.Context.RequestAborted) : null;
        var next = InteractionRules.Decide(flow.Request, receivedAt, fits ? session!.AuthenticatedAt : null, consent?.Scopes ?? ScopeSet.Empty, consent?.GivenAt, time.GetUtcNow());
        await (next switch
        {
            Interaction.None => IssueAsync(flow, session!, receivedAt),
            Interaction.Consent when justSignedIn => ContinueAsync(flow, session!, receivedAt),
            Interaction.Consent => ConsentPage.WriteAsync(flow, session!, tickets.Issue(flow.Context, TicketUse.Consent, flow.Query, session!.Id, receivedAt)),
            Interaction.ConsentRequired => RefuseAsync(flow, ConsentRequired),
            Interaction.SignIn when justSignedIn => RefuseAsync(flow, OtherUser),
            Interaction.SignIn => ShowSignInAsync(flow, session, receivedAt),
            _ => RefuseAsync(flow, LoginRequired),
        });
    }

    /// <summary>Issues the code; where session, user or client ended a moment ago, the user signs in anew.</summary>
    public async Task IssueAsync(AuthorizationFlow flow, ConnectSession session, DateTimeOffset receivedAt)
    {
        if (await issuer.TryIssueAsync(flow, session)) return;
        await (flow.MayShowPages ? ShowSignInAsync(flow, null, receivedAt) : RefuseAsync(flow, LoginRequired));
    }

    /// <summary>Tells the client.</summary>
    public Task RefuseAsync(AuthorizationFlow flow, OAuthRefusal refusal) =>
        flow.Context.SeeOtherAsync(AuthorizationResponse.Refused(flow.Request.RedirectUri, flow.Request.State, refusal, url.Issuer));

    /// <summary>Shows the sign-in form.</summary>
    public Task ShowSignInAsync(AuthorizationFlow flow, ConnectSession? session, DateTimeOffset receivedAt, string? email = null, string? problem = null, int status = StatusCodes.Status200OK) =>
        SignInPage.WriteAsync(
            flow,
            tickets.Issue(flow.Context, TicketUse.SignIn, flow.Query, null, receivedAt),
            email ?? flow.Request.LoginHint ?? (flow.Request.Prompts.Contains("select_account") ? null : session?.Email),
            problem,
            status);

    private Task ContinueAsync(AuthorizationFlow flow, ConnectSession session, DateTimeOffset receivedAt)
    {
        var ticket = tickets.Issue(flow.Context, TicketUse.Continue, flow.Query, session.Id, receivedAt);
        return flow.Context.SeeOtherAsync("/connect/authorize" + flow.Foreign.With(AuthorizationFlow.TicketName, ticket).ToQuery());
    }
}
