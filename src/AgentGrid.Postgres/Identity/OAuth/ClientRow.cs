using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using Dapper;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>A row of <c>oauth_clients</c>.</summary>
internal sealed record ClientRow
{
    public required string ClientId { get; init; }

    public long Position { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public byte[]? SecretHash { get; init; }

    public required string[] GrantTypes { get; init; }

    public required string[] RedirectUris { get; init; }

    public required string[] PostLogoutRedirectUris { get; init; }

    public required string Scopes { get; init; }

    public required string IdTokenAlgorithm { get; init; }

    public string? Role { get; init; }

    public bool IsFirstParty { get; init; }

    public int Version { get; init; }

    public string? OperationId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public ClientRecord ToRecord() => new()
    {
        Definition = new ClientDefinition
        {
            ClientId = ClientId,
            Name = Name,
            Type = OAuthTerms.TryParseClientType(Type, out var type) ? type : throw Broken(nameof(Type)),
            GrantTypes = [.. GrantTypes.Select(name => OAuthTerms.TryParseGrant(name, out var grant) ? grant : throw Broken(nameof(GrantTypes)))],
            RedirectUris = [.. RedirectUris],
            PostLogoutRedirectUris = [.. PostLogoutRedirectUris],
            Scopes = ScopeText.Read(Scopes),
            IdTokenAlgorithm = IdTokenAlgorithm == "ES256" ? JwtAlgorithm.Es256 : JwtAlgorithm.Rs256,
            IsFirstParty = IsFirstParty,
            Role = Role,
        },
        SecretHash = SecretHash is null ? null : HandleHash.FromStored(SecretHash),
        Version = Version,
        OperationId = OperationId,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    public static DynamicParameters Parameters(ClientRecord client, DateTimeOffset at) => new(new
    {
        client.Definition.ClientId,
        client.Definition.Name,
        Type = OAuthTerms.Name(client.Definition.Type),
        SecretHash = client.SecretHash?.ToStored(),
        GrantTypes = client.Definition.GrantTypes.Select(OAuthTerms.Name).ToArray(),
        RedirectUris = client.Definition.RedirectUris.ToArray(),
        PostLogoutRedirectUris = client.Definition.PostLogoutRedirectUris.ToArray(),
        Scopes = client.Definition.Scopes.ToString(),
        IdTokenAlgorithm = JwtTerms.Name(client.Definition.IdTokenAlgorithm),
        client.Definition.Role,
        client.Definition.IsFirstParty,
        client.OperationId,
        At = at,
    });

    private InvalidOperationException Broken(string column) => new($"Client {ClientId} has an unknown value in {column}.");
}
