using System.Text.Json.Serialization;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.OAuth;

/// <summary>An OAuth client.</summary>
public sealed record OAuthClientResponse
{
    public required string ClientId { get; init; }

    public required string Name { get; init; }

    /// <summary><c>public</c> or <c>confidential</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Shown only when it was just made; it cannot be read again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    public required IReadOnlyList<string> GrantTypes { get; init; }

    public required IReadOnlyList<string> RedirectUris { get; init; }

    public required IReadOnlyList<string> PostLogoutRedirectUris { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary><c>RS256</c> or <c>ES256</c>.</summary>
    public required string IdTokenAlgorithm { get; init; }

    /// <summary>Belongs to this grid: no consent is asked for.</summary>
    public required bool IsFirstParty { get; init; }

    /// <summary>Role of its own tokens; null = none.</summary>
    public string? Role { get; init; }

    /// <summary>Counts changes; send it as <c>If-Match</c> to change only what you have seen.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    internal static OAuthClientResponse Of(OAuthClientSnapshot snapshot) => new()
    {
        ClientId = snapshot.Definition.ClientId,
        Name = snapshot.Definition.Name,
        Type = snapshot.Definition.Type,
        GrantTypes = snapshot.Definition.GrantTypes,
        RedirectUris = snapshot.Definition.RedirectUris,
        PostLogoutRedirectUris = snapshot.Definition.PostLogoutRedirectUris,
        Scopes = snapshot.Definition.Scopes,
        IdTokenAlgorithm = snapshot.Definition.IdTokenAlgorithm,
        IsFirstParty = snapshot.Definition.IsFirstParty,
        Role = snapshot.Definition.Role,
        Version = snapshot.Version,
        CreatedAt = snapshot.CreatedAt,
        UpdatedAt = snapshot.UpdatedAt,
    };

    internal static OAuthClientResponse Of(ClientRecord record) => new()
    {
        ClientId = record.Definition.ClientId,
        Name = record.Definition.Name,
        Type = OAuthTerms.Name(record.Definition.Type),
        GrantTypes = [.. record.Definition.GrantTypes.Select(OAuthTerms.Name)],
        RedirectUris = record.Definition.RedirectUris,
        PostLogoutRedirectUris = record.Definition.PostLogoutRedirectUris,
        Scopes = record.Definition.Scopes.ToNames(),
        IdTokenAlgorithm = JwtTerms.Name(record.Definition.IdTokenAlgorithm),
        IsFirstParty = record.Definition.IsFirstParty,
        Role = record.Definition.Role,
        Version = record.Version,
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
    };
}
