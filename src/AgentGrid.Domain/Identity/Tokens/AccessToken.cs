using System.Text.Json;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Claims of an access token (RFC 9068 section 2.2 and our <c>kind</c>, <c>role</c>). Times are whole seconds; fractions are cut off.</summary>
public sealed record AccessToken
{
    /// <summary>How long an access token lives.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary><c>iss</c>: the issuer, compared exactly.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>aud</c>: the resource server, compared exactly.</summary>
    public required string Audience { get; init; }

    /// <summary><c>sub</c>: id of the user, agent or container; for <see cref="TokenSubjectKind.Client"/> the client id.</summary>
    public required string Subject { get; init; }

    /// <summary><c>kind</c>.</summary>
    public required TokenSubjectKind Kind { get; init; }

    /// <summary><c>role</c>: the subject's role when the token was made; null = none.</summary>
    public string? Role { get; init; }

    /// <summary><c>scope</c>. Always written, also when empty: a token without scopes may do nothing, it is not unlimited.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary><c>client_id</c>: who asked for the token. An agent that exchanged its own API token is its own client.</summary>
    public required string ClientId { get; init; }

    /// <summary><c>sid</c>: what must still live for this token to be good (a session, a refresh family, the prefix of an API token); null = nothing.</summary>
    public string? SessionId { get; init; }

    /// <summary><c>jti</c>: unique id of the token.</summary>
    public required string TokenId { get; init; }

    /// <summary><c>iat</c>.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary><c>exp</c>: not good from here on.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("iss", Issuer);
        json.WriteString("aud", Audience);
        json.WriteString("sub", Subject);
        json.WriteString("kind", JwtTerms.Name(Kind));
        if (Role is not null)
            json.WriteString("role", Role);
        json.WriteString("scope", Scopes.ToString());
        json.WriteString("client_id", ClientId);
        if (SessionId is not null)
            json.WriteString("sid", SessionId);
        json.WriteString("jti", TokenId);
        json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
    }

    /// <summary>The model of checked claims; null when a claim is missing or of the wrong type.</summary>
    internal static AccessToken? From(JwtClaims claims)
    {
        if (claims.Text("iss") is not { } issuer
            || claims.Audiences is not [var audience]
            || claims.Text("sub") is not { } subject
            || !JwtTerms.TryParseKind(claims.Text("kind"), out var kind)
            || !claims.OptionalText("role", out var role)
            || !claims.OptionalText("scope", out var scope) || scope is null || !ScopeSet.TryParse(scope, out var scopes)
            || claims.Text("client_id") is not { } client
            || !claims.OptionalText("sid", out var session)
            || claims.Text("jti") is not { } id
            || claims.Time("iat") is not { } issuedAt
            || claims.Time("exp") is not { } expiresAt)
            return null;
        return new AccessToken
        {
            Issuer = issuer,
            Audience = audience,
            Subject = subject,
            Kind = kind,
            Role = role,
            Scopes = scopes,
            ClientId = client,
            SessionId = session,
            TokenId = id,
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
        };
    }
}
