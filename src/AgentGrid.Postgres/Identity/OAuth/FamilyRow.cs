using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>A row of <c>oauth_refresh_families</c> with its grant and user.</summary>
internal sealed record FamilyRow
{
    public required byte[] Hash { get; init; }

    public Guid GrantId { get; init; }

    public required string ClientId { get; init; }

    public Guid UserId { get; init; }

    public required string Scopes { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset RotatedAt { get; init; }

    public required byte[] CurrentHash { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public required string Role { get; init; }

    public bool IsEnabled { get; init; }

    public StoredFamily ToStored() => new(
        new RefreshFamily
        {
            Hash = HandleHash.FromStored(Hash),
            GrantId = GrantId,
            ClientId = ClientId,
            Subject = UserId.ToString("D"),
            Scopes = ScopeText.Read(Scopes),
            StartedAt = StartedAt,
            RotatedAt = RotatedAt,
            Current = HandleHash.FromStored(CurrentHash),
            RevokedAt = RevokedAt,
        },
        new GrantHolder(Role, IsEnabled));
}
