using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>An API token as stored. The token itself is nowhere.</summary>
public sealed record ApiTokenRecord
{
    /// <summary>Its public part, e.g. <c>agt_7x2k9q</c>; unique for ever.</summary>
    public required string Prefix { get; init; }

    /// <summary>Whose it is.</summary>
    public required ApiTokenOwner Owner { get; init; }

    /// <summary>For people, 1–100 characters shown.</summary>
    public required string Name { get; init; }

    /// <summary>Argon2id hash of the whole token, a PHC string.</summary>
    public required string TokenHash { get; init; }

    /// <summary>What it may be used for.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>Operation that created it, 1–200 characters.</summary>
    public required string OperationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Subject of who created it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Not good from here on; null = good until revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last presented; up to ten minutes behind, as processes remember tokens that they verified. Null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Names the token and nothing else: the hash belongs in no log.</summary>
    public override string ToString() => $"ApiTokenRecord {{ Prefix = {Prefix} }}";
}
