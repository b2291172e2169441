using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Identity.ApiTokens;

/// <summary>
/// <c>POST /api/v1/sessions</c>: an API token as bearer, an access token in return. It is good for 15 minutes at most, and never longer than the API token: both end with it at once.
/// Not audited one by one: a fleet exchanges hundreds a second after a restart, and the token's making and end are on record.
/// </summary>
public static class TokenExchangeEndpoints
{
    public static void MapTokenExchange(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/sessions", Exchange).WithTags("API tokens").RequireAuthorization().WithMetadata(new AcceptsApiTokenAttribute()).NeverCached()
            .WithSummary("Exchanges the API token that is sent as bearer for an access token of 15 minutes.");

    private static Ok<ExchangedTokenResponse> Exchange(HttpContext context, TokenIssuer issuer, TimeProvider time)
    {
        var known = context.Known();
        var caller = known.Caller;
        if (known.Token is not null || caller.Credential?.StartsWith("token:", StringComparison.Ordinal) != true || !ScopeSet.TryParse(caller.Scopes, out var scopes))
            throw new GridException(GridErrorCode.Unauthenticated, "Send the API token itself (agt_… or usr_…) as bearer: nothing else is exchanged here.");
        var end = time.GetUtcNow() + AccessToken.Lifetime;
        var issued = issuer.Issue(
            TokenDoor.Bearer,
            caller.Kind == CallerKind.Agent ? TokenSubjectKind.Agent : TokenSubjectKind.User,
            caller.Subject,
            caller.Roles.FirstOrDefault(),
            scopes,
            caller.Subject,
            caller.Credential,
            known.ExpiresAt < end ? known.ExpiresAt : end);
        return TypedResults.Ok(new ExchangedTokenResponse(issued.Text, issued.ExpiresAt));
    }
}
