namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>The fields of a client as an administrator sends them, before <see cref="ClientRules"/> has judged them. Null = not given.</summary>
public sealed record ClientFields
{
    /// <summary>2 to 63 characters a-z, 0-9, '.', '_', '-'; required.</summary>
    public string? ClientId { get; init; }

    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary><c>public</c> or <c>confidential</c>; required.</summary>
    public string? Type { get; init; }

    /// <summary>Wire names of <see cref="GrantType"/>; at least one.</summary>
    public IReadOnlyList<string>? GrantTypes { get; init; }

    /// <summary>Needed exactly with <c>authorization_code</c>.</summary>
    public IReadOnlyList<string>? RedirectUris { get; init; }

    /// <summary>Only with <c>authorization_code</c>; default none.</summary>
    public IReadOnlyList<string>? PostLogoutRedirectUris { get; init; }

    /// <summary>Names of scopes; at least one.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary><c>RS256</c> (default) or <c>ES256</c>.</summary>
    public string? IdTokenAlgorithm { get; init; }

    /// <summary>Default false.</summary>
    public bool? IsFirstParty { get; init; }

    /// <summary><c>user</c>, <c>operator</c> or <c>admin</c>; only with <c>client_credentials</c>. Default none.</summary>
    public string? Role { get; init; }
}
