using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>An API token that is good now, with what its owner is now.</summary>
public sealed record ApiTokenHolder
{
    /// <summary>The token's public part.</summary>
    public required string Prefix { get; init; }

    /// <summary>Whose it is.</summary>
    public required ApiTokenOwner Owner { get; init; }

    /// <summary>The owner's role.</summary>
    public required string Role { get; init; }

    /// <summary>The agent's name, or the user's e-mail address.</summary>
    public required string Name { get; init; }

    /// <summary>Argon2id hash of the whole token, a PHC string.</summary>
    public required string TokenHash { get; init; }

    /// <summary>What it may be used for.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>Its end; null = none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What stands behind the token and behind everything that was issued for it.</summary>
    public LiveCredential ToLive() => new()
    {
        Subject = Owner.Id.ToString("D"),
        Role = Role,
        Name = Name,
        Tags = [CredentialTags.Token(Prefix), Owner.Kind == ApiTokenKind.Agent ? CredentialTags.Agent(Owner.Id) : CredentialTags.User(Owner.Id)],
        RecheckAt = ExpiresAt,
    };

    /// <summary>Names the token and nothing else: the hash belongs in no log.</summary>
    public override string ToString() => $"ApiTokenHolder {{ Prefix = {Prefix} }}";
}
