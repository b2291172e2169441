using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>A row of <c>oauth_codes</c> with its grant and user.</summary>
internal sealed record CodeRow
{
    public required byte[] Hash { get; init; }

    public Guid GrantId { get; init; }

    public required string ClientId { get; init; }

    public required string RedirectUri { get; init; }

    public required string CodeChallenge { get; init; }

    public Guid UserId { get; init; }

    public Guid SessionId { get; init; }

    public required string Scopes { get; init; }

    public string? Nonce { get; init; }

    public required string[] Methods { get; init; }

    public DateTimeOffset AuthenticatedAt { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public DateTimeOffset? SpentAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public required string Role { get; init; }

    public bool IsEnabled { get; init; }

    public StoredCode ToStored() => new(
        new AuthorizationCode
        {
            Hash = HandleHash.FromStored(Hash),
            GrantId = GrantId,
            ClientId = ClientId,
            RedirectUri = RedirectUri,
            CodeChallenge = CodeChallenge,
            Subject = UserId.ToString("D"),
            SessionId = SessionId.ToString("D"),
            Scopes = ScopeText.Read(Scopes),
            Nonce = Nonce,
            Methods = [.. Methods],
            AuthenticatedAt = AuthenticatedAt,
            IssuedAt = IssuedAt,
            SpentAt = SpentAt,
        },
        RevokedAt is null,
        new GrantHolder(Role, IsEnabled));
}
