using AgentGrid.Api.Audit;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>A token for the client itself (RFC 6749 section 4.4). No refresh token: it can ask again.</summary>
internal sealed class ClientCredentialsGrant(IOAuthGrantStore grants, TokenIssuer issuer, TimeProvider time) : IGrantHandler
{
    // The rest only makes sense when a user signed in.
    private static readonly ScopeSet Own = ScopeSet.Grid.Union(ScopeSet.Gateway).Union(ScopeSet.Rooms);
    private static readonly OAuthRefusal Refused = new(OAuthError.InvalidScope, "scope names what this client may not have for itself.");

    public GrantType Grant => GrantType.ClientCredentials;

    public async Task<TokenOutcome> HandleAsync(TokenRequest request)
    {
        var (context, client, form) = request;
        var most = client.Scopes.Intersect(Own);
        var scopes = most;
        if (form["scope"] is { } text && !ScopeSet.TryParse(text, out scopes)) return Refused;
        if (scopes.IsEmpty || !scopes.IsSubsetOf(most)) return Refused;
        var audit = context.Actor(client).Audit(
            AuditActions.TokenIssued, time.GetUtcNow(), new AuditTarget("client", client.ClientId, client.Name), details: AuditDetails.Of(("cause", "client_credentials"), ("scope", scopes.ToString())));
        await grants.RecordAsync(audit, context.RequestAborted);
        return new TokenOutcome
        {
            Access = issuer.Issue(TokenDoor.Bearer, TokenSubjectKind.Client, client.ClientId, client.Role, scopes, client.ClientId, CredentialTags.Client(client.ClientId)),
            Scopes = scopes,
        };
    }
}
