using System.Collections.Immutable;
using System.Text.Json;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>Claims of an ID token (OpenID Connect Core 2). What <c>profile</c> and <c>email</c> ask for is answered at the userinfo endpoint (5.4). Whole seconds.</summary>
public sealed record IdToken
{
    /// <summary>How long a client may take to read it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary><c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>aud</c>: the client id, one.</summary>
    public required string Audience { get; init; }

    /// <summary><c>sub</c>: stable id of the user.</summary>
    public required string Subject { get; init; }

    /// <summary><c>auth_time</c>: when the user last proved who they are.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary><c>nonce</c> of the request, unchanged.</summary>
    public string? Nonce { get; init; }

    /// <summary><c>acr</c>: level reached.</summary>
    public string? Acr { get; init; }

    /// <summary><c>amr</c>: methods used (RFC 8176), e.g. <c>pwd</c>, <c>otp</c>, <c>mfa</c>; empty = not said.</summary>
    public ImmutableArray<string> Amr { get; init; } = [];

    /// <summary><c>sid</c>: the session at the server, for logout.</summary>
    public string? SessionId { get; init; }

    /// <summary><c>at_hash</c>: <see cref="TokenHash"/> of the access token that comes with it.</summary>
    public string? AccessTokenHash { get; init; }

    /// <summary><c>c_hash</c>: <see cref="TokenHash"/> of the code.</summary>
    public string? CodeHash { get; init; }

    /// <summary><c>iat</c>.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary><c>exp</c>.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("iss", Issuer);
        json.WriteString("aud", Audience);
        json.WriteString("sub", Subject);
        json.WriteNumber("auth_time", AuthenticatedAt.ToUnixTimeSeconds());
        WriteOptional(json, "nonce", Nonce);
        WriteOptional(json, "acr", Acr);
        if (!Amr.IsDefaultOrEmpty)
        {
            json.WriteStartArray("amr");
            foreach (var method in Amr)
                json.WriteStringValue(method);
            json.WriteEndArray();
        }
        WriteOptional(json, "sid", SessionId);
        WriteOptional(json, "at_hash", AccessTokenHash);
        WriteOptional(json, "c_hash", CodeHash);
        json.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
    }

    /// <summary>The model of checked claims; null when a claim is missing or of the wrong type.</summary>
    internal static IdToken? From(JwtClaims claims)
    {
        if (claims.Text("iss") is not { } issuer
            || claims.Audiences is not [var audience]
            || claims.Text("sub") is not { } subject
            || claims.Time("auth_time") is not { } authenticatedAt
            || !claims.OptionalText("nonce", out var nonce)
            || !claims.OptionalText("acr", out var acr)
            || claims.Texts("amr") is not { } amr
            || !claims.OptionalText("sid", out var session)
            || !claims.OptionalText("at_hash", out var accessTokenHash)
            || !claims.OptionalText("c_hash", out var codeHash)
            || claims.Time("iat") is not { } issuedAt
            || claims.Time("exp") is not { } expiresAt)
            return null;
        return new IdToken
        {
            Issuer = issuer,
            Audience = audience,
            Subject = subject,
            AuthenticatedAt = authenticatedAt,
            Nonce = nonce,
            Acr = acr,
            Amr = amr,
            SessionId = session,
            AccessTokenHash = accessTokenHash,
            CodeHash = codeHash,
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt,
        };
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
