using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>
/// The step "validate" (RFC 6749 section 4.1.1, OpenID Connect Core 3.1.2.2): a sound request, or the answer that there is none. The answer goes to the client only once client
/// and redirect URI are known to belong together; until then it is a page that leads nowhere.
/// </summary>
internal sealed class AuthorizationValidation(IOAuthClientStore clients, PublicUrl url, SigningKeys keys, TimeProvider time)
{
    private static readonly OAuthRefusal BadHint = new(OAuthError.InvalidRequest, "id_token_hint is not an ID token of ours.");
    private readonly JwtReader _reader = new(time, keys.Find);

    /// <summary>The request; null when it was answered.</summary>
    public async Task<AuthorizationFlow?> ValidateAsync(HttpContext context, ConnectParameters parameters)
    {
        var foreign = parameters.Foreign;
        var known = ClientRules.IsClientId(foreign["client_id"]) ? (await clients.GetAsync(foreign["client_id"]!, context.RequestAborted))?.Definition : null;
        var verdict = AuthorizationRequestRules.Judge(foreign.All, id => id == known?.ClientId ? known : null);
        if (verdict.Request is not { } request)
        {
            await RefuseAsync(context, verdict);
            return null;
        }

        var hint = foreign["id_token_hint"] is { } text ? _reader.ReadIdTokenHint(text, url.Issuer).Token : null;
        if (hint is null && foreign["id_token_hint"] is not null)
        {
            await context.SeeOtherAsync(AuthorizationResponse.Refused(request.RedirectUri, request.State, BadHint, url.Issuer));
            return null;
        }

        return new AuthorizationFlow { Context = context, Foreign = foreign, Query = foreign.ToQuery(), Request = request, Hint = hint };
    }

    private Task RefuseAsync(HttpContext context, AuthorizationVerdict verdict) => verdict is { RedirectUri: { } redirectUri, Refusal: { } refusal }
        ? context.SeeOtherAsync(AuthorizationResponse.Refused(redirectUri, verdict.State, refusal, url.Issuer))
        : ErrorPage.WriteAsync(context, verdict.Refusal!.Description);
}
