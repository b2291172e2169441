using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>
/// A refresh token for the next one and an access token (RFC 6749 section 6, RFC 9700 section 4.14.2). No ID token comes with it: nobody signed in anew (OpenID Connect Core 12.2).
/// </summary>
internal sealed class RefreshTokenGrant(GrantExchange exchange, TokenIssuer issuer, TimeProvider time) : IGrantHandler
{
    private static readonly OAuthRefusal Refused = new(OAuthError.InvalidGrant, "The refresh token is not good: unknown, used, too old, revoked, or of another client.");
    private static readonly OAuthRefusal TooWide = new(OAuthError.InvalidScope, "scope names what was not granted.");

    public GrantType Grant => GrantType.RefreshToken;

    public async Task<TokenOutcome> HandleAsync(TokenRequest request)
    {
        var (context, client, form) = request;
        if (!RefreshToken.TryRead(form["refresh_token"], out var presented)) return Refused;
        ScopeSet? requested = null;
        if (form["scope"] is { } text)
        {
            if (!ScopeSet.TryParse(text, out var scopes)) return TooWide;
            requested = scopes;
        }

        var next = presented.CreateSuccessor();
        var use = await exchange.UseAsync(
            presented, client.ClientId, requested, next, (action, grant, cause) => context.Audit(client, action, grant, cause, time.GetUtcNow()), context.RequestAborted);
        if (use.Outcome == RefreshOutcome.ScopeTooWide) return TooWide;
        if (use is not { Outcome: RefreshOutcome.Rotated, Family: { } family, Holder: { } holder }) return Refused;
        // What the client may have was perhaps narrowed since.
        var granted = (requested ?? family.Scopes).Intersect(client.Scopes);
        return new TokenOutcome
        {
            Access = issuer.Issue(TokenDoor.Bearer, TokenSubjectKind.User, family.Subject, holder.Role, granted, client.ClientId, CredentialTags.Grant(family.GrantId)),
            Scopes = granted,
            Refresh = next,
        };
    }
}
