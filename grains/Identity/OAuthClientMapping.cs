using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Grains.Identity;

/// <summary>Between the stored client, the wire and the domain.</summary>
internal static class OAuthClientMapping
{
    /// <summary>A stored client as callers see it.</summary>
    public static OAuthClientSnapshot Snapshot(ClientRecord record) => new()
    {
        Definition = ToWire(record.Definition),
        Version = record.Version,
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
    };

    /// <summary>Checks what came over the wire as if nobody had before.</summary>
    /// <exception cref="GridException">Invalid.</exception>
    public static ClientDefinition Validate(OAuthClientDefinition wire)
    {
        var errors = ClientRules.Validate(
            new ClientFields
            {
                ClientId = wire.ClientId,
                Name = wire.Name,
                Type = wire.Type,
                GrantTypes = wire.GrantTypes,
                RedirectUris = wire.RedirectUris,
                PostLogoutRedirectUris = wire.PostLogoutRedirectUris,
                Scopes = wire.Scopes,
                IdTokenAlgorithm = wire.IdTokenAlgorithm,
                IsFirstParty = wire.IsFirstParty,
                Role = wire.Role,
            },
            out var client);
        return client ?? throw GridException.Invalid(errors);
    }

    private static OAuthClientDefinition ToWire(ClientDefinition client) => new()
    {
        ClientId = client.ClientId,
        Name = client.Name,
        Type = OAuthTerms.Name(client.Type),
        GrantTypes = [.. client.GrantTypes.Select(OAuthTerms.Name)],
        RedirectUris = client.RedirectUris,
        PostLogoutRedirectUris = client.PostLogoutRedirectUris,
        Scopes = [.. client.Scopes.ToNames()],
        IdTokenAlgorithm = JwtTerms.Name(client.IdTokenAlgorithm),
        IsFirstParty = client.IsFirstParty,
        Role = client.Role,
    };
}
