using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>
/// <c>POST /connect/revoke</c> (RFC 7009). Either token of a grant ends the whole grant (section 2.1): refresh and access tokens, everywhere within a second. A token that is
/// unknown or has ended is a success (section 2.2). A client's own token depends on nothing but the client, so it cannot be ended alone.
/// </summary>
internal static class RevocationEndpoint
{
    private const string GrantPrefix = "grant:";
    private static readonly OAuthRefusal NoToken = new(OAuthError.InvalidRequest, "token is missing.");
    private static readonly OAuthRefusal Foreign = new(OAuthError.InvalidGrant, "The token was issued to another client.");
    private static readonly OAuthRefusal Own = new(OAuthError.UnsupportedTokenType, "A token of client_credentials ends by itself, or with the client.");

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/revoke", HandleAsync).AllowAnonymous().TakesForm("token", "token_type_hint", "client_id", "client_secret")
        .WithSummary("Ends a token with all that was issued for the same authorization.").Produces(StatusCodes.Status200OK).RefusesAsOAuth(400, 401, 503);

    private static async Task HandleAsync(HttpContext context, ClientAuthentication authentication, TokenReader tokens, IOAuthGrantStore grants, TimeProvider time)
    {
        var (form, refusal) = await FormRequest.ReadAsync(context);
        if (form is not null)
        {
            var (client, stranger) = await authentication.AuthenticateAsync(context, form);
            refusal = stranger;
            if (client is not null)
                refusal = form["token"] is { } token ? await RevokeAsync(context, client.Definition, token, tokens, grants, time) : NoToken;
        }

        if (refusal is not null) await OAuthAnswers.RefuseAsync(context, refusal);
        else context.Response.Headers.CacheControl = "no-store";
    }

    private static async Task<OAuthRefusal?> RevokeAsync(
        HttpContext context, ClientDefinition client, string text, TokenReader tokens, IOAuthGrantStore grants, TimeProvider time)
    {
        var cancel = context.RequestAborted;
        Guid grant;
        if (RefreshToken.TryRead(text, out var refresh))
        {
            // Also one that was replaced: whoever holds it, its family must end.
            if (await tokens.FindFamilyAsync(refresh, cancel) is not { } stored) return null;
            if (stored.Family.ClientId != client.ClientId) return Foreign;
            grant = stored.Family.GrantId;
        }
        else
        {
            if (await tokens.FindAccessAsync(text, cancel) is not { Token: { } token }) return null;
            if (token.ClientId != client.ClientId) return Foreign;
            if (token.SessionId?.StartsWith(GrantPrefix, StringComparison.Ordinal) != true || !Guid.TryParseExact(token.SessionId[GrantPrefix.Length..], "D", out grant)) return Own;
        }

        await grants.RevokeAsync(grant, context.Audit(client, AuditActions.GrantRevoked, grant, "revoked by the client", time.GetUtcNow()), cancel);
        return null;
    }
}
