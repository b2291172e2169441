using AgentGrid.Domain;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Credentials;

/// <summary>Signs access tokens (RFC 9068, ES256), session cookies among them, and ID tokens.</summary>
public sealed class TokenIssuer(SigningKeys keys, PublicUrl url, IdGenerator ids, TimeProvider time)
{
    /// <summary>The audience of a door's tokens.</summary>
    public string Audience(TokenDoor door) => door switch
    {
        TokenDoor.Bearer => url.Issuer,
        TokenDoor.Session => url.Issuer + "/session",
        TokenDoor.Connect => url.Issuer + "/connect",
        _ => throw new ArgumentOutOfRangeException(nameof(door), door, "No such door."),
    };

    /// <summary>Signs an access token.</summary>
    /// <param name="door">What it opens.</param>
    /// <param name="kind">What sort of subject it speaks for.</param>
    /// <param name="subject">Id of the subject.</param>
    /// <param name="role">Its role now, for readers elsewhere; we look it up.</param>
    /// <param name="scopes">What it may be used for.</param>
    /// <param name="clientId">Who asked for it.</param>
    /// <param name="credential">The tag of what must still live for it to be good, see <c>CredentialTags</c>: its <c>sid</c>.</param>
    /// <param name="expiresAt">Its end; null: 15 minutes from now.</param>
    public IssuedToken Issue(TokenDoor door, TokenSubjectKind kind, string subject, string? role, ScopeSet scopes, string clientId, string credential, DateTimeOffset? expiresAt = null)
    {
        var now = time.GetUtcNow();
        var end = expiresAt ?? now + AccessToken.Lifetime;
        var token = new AccessToken
        {
            Issuer = url.Issuer,
            Audience = Audience(door),
            Subject = subject,
            Kind = kind,
            Role = role,
            Scopes = scopes,
            ClientId = clientId,
            SessionId = credential,
            TokenId = ids.NewId().ToString("D"),
            IssuedAt = now,
            ExpiresAt = end,
        };
        return new IssuedToken(JwtWriter.Write(keys.Signer(JwtAlgorithm.Es256), token), end);
    }

    /// <summary>Signs an ID token.</summary>
    public string Issue(IdToken token, JwtAlgorithm algorithm) => JwtWriter.Write(keys.Signer(algorithm), token);
}
