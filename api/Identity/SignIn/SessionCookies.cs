using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>The cookies that stand for a session: a signed token that names it and is good only as long as the session's row is.</summary>
public sealed class SessionCookies(TokenIssuer tokens, GridCookies cookies)
{
    // The console is the first client of the authorization server, and the only one that has cookies.
    private const string ClientId = "console";
    private static readonly ScopeSet ApiScopes = ScopeSet.Grid.Union(ScopeSet.Gateway).Union(ScopeSet.Rooms);

    /// <summary>Gives the browser the session that was just made.</summary>
    /// <param name="context">The request that is answered.</param>
    /// <param name="result">A result with <see cref="SignInStatus.SignedIn"/>.</param>
    /// <param name="purpose">What the session was made for.</param>
    public void Set(HttpContext context, SignInResult result, SessionPurpose purpose)
    {
        var (door, scopes) = purpose == SessionPurpose.Api ? (TokenDoor.Session, ApiScopes) : (TokenDoor.Connect, ScopeSet.Empty);
        var user = result.User!;
        var token = tokens.Issue(door, TokenSubjectKind.User, user.Id.ToString(), user.Role, scopes, ClientId, CredentialTags.Session(result.SessionId!.Value), result.EndsAt);
        // Ends with the browser, or with the session, whichever is first.
        cookies.Set(context, Cookie(purpose), token.Text, lifetime: null);
    }

    /// <summary>Takes it from the browser; the session itself goes on.</summary>
    public void Clear(HttpContext context, SessionPurpose purpose) => cookies.Clear(context, Cookie(purpose));

    private static GridCookie Cookie(SessionPurpose purpose) => purpose == SessionPurpose.Api ? GridCookies.Session : GridCookies.Connect;
}
