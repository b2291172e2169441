using AgentGrid.Api.Identity.Connect.Pages;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.SignOut;

/// <summary>
/// Judges a sign-out request (OpenID Connect RP-Initiated Logout 1.0 sections 2 and 3). A browser is only ever sent to an address that the named client registered, matched by
/// its text; anything doubtful is a page that leads nowhere.
/// </summary>
internal sealed class SignOutValidation(IOAuthClientStore clients, PublicUrl url, SigningKeys keys, TimeProvider time)
{
    private const int LongestState = 1024;
    private readonly JwtReader _reader = new(time, keys.Find);

    /// <summary>The request; null when it was answered.</summary>
    public async Task<SignOutRequest?> ValidateAsync(HttpContext context, ConnectParameters parameters)
    {
        var foreign = parameters.Foreign;
        var (request, problem) = await JudgeAsync(foreign, context.RequestAborted);
        if (problem is not null) await ErrorPage.WriteAsync(context, problem);
        return request;
    }

    private async Task<(SignOutRequest? Request, string? Problem)> JudgeAsync(ConnectParameters foreign, CancellationToken cancellationToken)
    {
        if (foreign.HasDuplicates) return (null, "The application sent a parameter twice.");
        var hint = foreign["id_token_hint"] is { } text ? _reader.ReadIdTokenHint(text, url.Issuer).Token : null;
        if (hint is null && foreign["id_token_hint"] is not null) return (null, "The application sent an ID token that is not ours.");
        var clientId = foreign["client_id"] ?? hint?.Audience;
        if (hint is not null && clientId != hint.Audience) return (null, "The application sent an ID token of another application.");
        var client = ClientRules.IsClientId(clientId) ? (await clients.GetAsync(clientId!, cancellationToken))?.Definition : null;
        if (foreign["client_id"] is not null && client is null) return (null, "The application is not known here.");
        if (foreign["post_logout_redirect_uri"] is not { } uri) return (new SignOutRequest(foreign, hint, null), null);
        if (client is null || !RedirectUriRules.Matches(client.PostLogoutRedirectUris, uri, client.Type)) return (null, "The application did not send a registered post_logout_redirect_uri.");
        return foreign["state"] is { Length: > LongestState } ? (null, "The application sent a state that is too long.") : (new SignOutRequest(foreign, hint, WithState(uri, foreign["state"])), null);
    }

    private static string WithState(string uri, string? state) =>
        state is null ? uri : $"{uri}{(uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}state={Uri.EscapeDataString(state)}";
}
