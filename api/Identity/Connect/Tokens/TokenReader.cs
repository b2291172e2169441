using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>Looks at a token without using it, for introspection and revocation.</summary>
internal sealed class TokenReader(CredentialLookup lookup, IOAuthGrantStore grants)
{
    /// <summary>The caller behind an access token that is good now; null otherwise.</summary>
    public async Task<KnownCaller?> FindAccessAsync(string token, CancellationToken cancellationToken) =>
        lookup.Remembered(token, TokenDoor.Bearer) is { Token: not null } known ? known
        : token.Length <= JwtTerms.MaxTokenLength && token.Contains('.') ? await lookup.FindAsync(token, TokenDoor.Bearer, cancellationToken)
        : null;

    /// <summary>The family of a refresh token, whatever became of the token; null when there is none.</summary>
    public async Task<StoredFamily?> FindFamilyAsync(RefreshToken token, CancellationToken cancellationToken) => await grants.FindFamilyAsync(token.FamilyHash, cancellationToken);
}
