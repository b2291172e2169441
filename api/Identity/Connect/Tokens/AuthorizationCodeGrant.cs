using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>A code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5, OpenID Connect Core 3.1.3).</summary>
internal sealed class AuthorizationCodeGrant(GrantExchange exchange, TokenIssuer issuer, PublicUrl url, TimeProvider time) : IGrantHandler
{
    // One answer for every fault of a code: which it was is nobody's business.
    private static readonly OAuthRefusal Refused = new(OAuthError.InvalidGrant, "The code is not good: unknown, used, too old, or for another client, redirect_uri or code_verifier.");

    public GrantType Grant => GrantType.AuthorizationCode;

    public async Task<TokenOutcome> HandleAsync(TokenRequest request)
    {
        var (context, client, form) = request;
        if (!OpaqueHandle.TryRead(form["code"], out var handle)) return Refused;
        var first = RefreshToken.Create();
        var use = await exchange.UseAsync(
            handle, client, form["redirect_uri"], form["code_verifier"], first, (action, grant, cause) => context.Audit(client, action, grant, cause, time.GetUtcNow()), context.RequestAborted);
        if (use is not { Outcome: CodeOutcome.Granted, Code: { } code, Holder: { } holder }) return Refused;
        var access = issuer.Issue(TokenDoor.Bearer, TokenSubjectKind.User, code.Subject, holder.Role, code.Scopes, client.ClientId, CredentialTags.Grant(code.GrantId));
        return new TokenOutcome
        {
            Access = access,
            Scopes = code.Scopes,
            Refresh = GrantExchange.MayRefresh(client, code.Scopes) ? first : null,
            IdToken = code.Scopes.Contains(ScopeSet.OpenId) ? issuer.Issue(IdTokenOf(code, access), client.IdTokenAlgorithm) : null,
        };
    }

    private IdToken IdTokenOf(AuthorizationCode code, IssuedToken access)
    {
        var now = time.GetUtcNow();
        return new IdToken
        {
            Issuer = url.Issuer,
            Audience = code.ClientId,
            Subject = code.Subject,
            AuthenticatedAt = code.AuthenticatedAt,
            Nonce = code.Nonce,
            Amr = code.Methods,
            SessionId = code.SessionId,
            AccessTokenHash = TokenHash.Of(access.Text),
            IssuedAt = now,
            ExpiresAt = now + IdToken.Lifetime,
        };
    }
}
