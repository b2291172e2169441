using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary><c>/connect/userinfo</c> (OpenID Connect Core 5.3): what the scopes of an access token tell of its user. By <c>Authorization: Bearer</c> alone (RFC 6750 section 2.1).</summary>
internal static class UserInfoEndpoint
{
    private static readonly OAuthRefusal NoToken = new(OAuthError.InvalidToken, "An access token of a user is needed.");
    private static readonly OAuthRefusal NoScope = new(OAuthError.InsufficientScope, "The token does not have the scope openid.");

    internal static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var method in (string[])[HttpMethods.Get, HttpMethods.Post])
            routes.MapMethods("/userinfo", [method], HandleAsync).RequireAuthorization().LeavesNoEntry().WithSummary("Tells about the user of an access token.").Answers<UserInfoResponse>().RefusesAsOAuth(401, 403);
    }

    private static async Task HandleAsync(HttpContext context, IUserStore users)
    {
        // A session cookie or an API token opens many doors, but was not issued to a client that may ask this.
        var known = context.Known();
        if (known is not { Door: TokenDoor.Bearer, Token: { Kind: TokenSubjectKind.User } token } || !UserId.TryParse(token.Subject, out var id))
        {
            await OAuthAnswers.RefuseBearerAsync(context, StatusCodes.Status401Unauthorized, NoToken);
            return;
        }

        if (!token.Scopes.Contains(ScopeSet.OpenId))
        {
            await OAuthAnswers.RefuseBearerAsync(context, StatusCodes.Status403Forbidden, NoScope);
            return;
        }

        if (await users.GetAsync(id.Value, context.RequestAborted) is { } user) await WriteAsync(context, token.Scopes, user);
        else await OAuthAnswers.RefuseBearerAsync(context, StatusCodes.Status401Unauthorized, NoToken);
    }

    private static Task WriteAsync(HttpContext context, ScopeSet scopes, UserRecord user) => OAuthAnswers.WriteAsync(context, StatusCodes.Status200OK, json =>
    {
        json.WriteString("sub", user.Id.ToString("D"));
        if (scopes.Contains(ScopeSet.Profile))
        {
            json.WriteString("name", user.DisplayName);
            json.WriteString("preferred_username", user.Email);
            json.WriteNumber("updated_at", user.UpdatedAt.ToUnixTimeSeconds());
        }

        if (!scopes.Contains(ScopeSet.Email)) return;
        json.WriteString("email", user.Email);
        // An administrator entered it; nobody has proved that mail to it arrives.
        json.WriteBoolean("email_verified", false);
    });
}
