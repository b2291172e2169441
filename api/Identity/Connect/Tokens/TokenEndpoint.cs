using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary><c>POST /connect/token</c> (RFC 6749 section 3.2): extract the form, authenticate the client, hand over to its grant type, write the answer (section 5.1).</summary>
internal static class TokenEndpoint
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/token", HandleAsync).AllowAnonymous()
        .TakesForm("grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "client_id", "client_secret")
        .WithSummary("Trades a code, a refresh token or the client's own secret for tokens.").Answers<TokenResponse>().RefusesAsOAuth(400, 401, 503);

    private static async Task HandleAsync(HttpContext context, ClientAuthentication authentication, IEnumerable<IGrantHandler> handlers)
    {
        var (form, unreadable) = await FormRequest.ReadAsync(context);
        if (form is null)
        {
            await OAuthAnswers.RefuseAsync(context, unreadable!);
            return;
        }

        var (client, stranger) = await authentication.AuthenticateAsync(context, form);
        var outcome = client is null ? stranger! : await DispatchAsync(new TokenRequest(context, client.Definition, form), handlers);
        await (outcome.Refusal is { } refusal ? OAuthAnswers.RefuseAsync(context, refusal) : WriteAsync(context, outcome));
    }

    private static async Task<TokenOutcome> DispatchAsync(TokenRequest request, IEnumerable<IGrantHandler> handlers)
    {
        if (request.Form["grant_type"] is not { } name) return new OAuthRefusal(OAuthError.InvalidRequest, "grant_type is missing.");
        if (!OAuthTerms.TryParseGrant(name, out var grant)) return new OAuthRefusal(OAuthError.UnsupportedGrantType, "This grant_type is not supported.");
        if (!request.Client.May(grant)) return new OAuthRefusal(OAuthError.UnauthorizedClient, "This client may not use this grant_type.");
        return await handlers.Single(handler => handler.Grant == grant).HandleAsync(request);
    }

    private static Task WriteAsync(HttpContext context, TokenOutcome outcome) => OAuthAnswers.WriteAsync(context, StatusCodes.Status200OK, json =>
    {
        json.WriteString("access_token", outcome.Access!.Text);
        json.WriteString("token_type", "Bearer");
        json.WriteNumber("expires_in", (int)AccessToken.Lifetime.TotalSeconds);
        json.WriteString("scope", outcome.Scopes.ToString());
        if (outcome.Refresh is { } refresh) json.WriteString("refresh_token", refresh.Value);
        if (outcome.IdToken is { } id) json.WriteString("id_token", id);
    });
}
