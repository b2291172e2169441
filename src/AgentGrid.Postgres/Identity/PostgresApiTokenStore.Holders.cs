using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.OAuth;
using Dapper;

namespace AgentGrid.Postgres.Identity;

/// <content>The look-ups of credentials, and how rows are read.</content>
public sealed partial class PostgresApiTokenStore
{
    private const string HolderSql =
        """
        SELECT t.prefix, t.agent_id, t.user_id, t.token_hash, t.scopes, t.expires_at, coalesce(a.role, u.role) AS owner_role, coalesce(a.name, u.email) AS owner_name
        FROM api_tokens t
        LEFT JOIN agents a ON a.id = t.agent_id AND a.deleted_at IS NULL
        LEFT JOIN users u ON u.id = t.user_id AND u.deleted_at IS NULL AND u.disabled_at IS NULL
        WHERE t.prefix = @prefix AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > @now) AND coalesce(a.id, u.id) IS NOT NULL
        """;

    // A process that is behind must not set the time back.
    private const string UseSql =
        $"""
        WITH holder AS ({HolderSql}),
        used AS (
            UPDATE api_tokens SET last_used_at = @now FROM holder
            WHERE api_tokens.prefix = holder.prefix AND (api_tokens.last_used_at IS NULL OR api_tokens.last_used_at <= @now - interval '1 minute'))
        SELECT * FROM holder
        """;

    /// <inheritdoc/>
    public Task<ApiTokenHolder?> FindAsync(string prefix, CancellationToken cancellationToken) => HolderAsync(HolderSql, prefix, cancellationToken);

    /// <inheritdoc/>
    public Task<ApiTokenHolder?> UseAsync(string prefix, CancellationToken cancellationToken) => HolderAsync(UseSql, prefix, cancellationToken);

    private Task<ApiTokenHolder?> HolderAsync(string sql, string prefix, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, cancel) =>
            (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(sql, new { prefix, now = time.GetUtcNow() }, cancellationToken: cancel)))?.ToHolder(),
        cancellationToken);

    private sealed record Row
    {
        public string Prefix { get; init; } = "";

        public long Position { get; init; }

        public Guid? AgentId { get; init; }

        public Guid? UserId { get; init; }

        public string Name { get; init; } = "";

        public string TokenHash { get; init; } = "";

        public string Scopes { get; init; } = "";

        public string OperationId { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public string CreatedBy { get; init; } = "";

        public DateTimeOffset? ExpiresAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }

        public string OwnerRole { get; init; } = "";

        public string OwnerName { get; init; } = "";

        public bool Replayed { get; init; }

        public bool Taken { get; init; }

        private ApiTokenOwner Owner => AgentId is { } agent ? new ApiTokenOwner(ApiTokenKind.Agent, agent) : new ApiTokenOwner(ApiTokenKind.User, UserId!.Value);

        // A scope that is not known any more makes the token good for nothing, not for everything.
        private ScopeSet KnownScopes => ScopeSet.TryParse(Scopes, out var scopes) ? scopes : ScopeSet.Empty;

        public ApiTokenRecord ToRecord() => new()
        {
            Prefix = Prefix,
            Owner = Owner,
            Name = Name,
            TokenHash = TokenHash,
            Scopes = KnownScopes,
            OperationId = OperationId,
            CreatedAt = CreatedAt,
            CreatedBy = CreatedBy,
            ExpiresAt = ExpiresAt,
            LastUsedAt = LastUsedAt,
        };

        public ApiTokenHolder ToHolder() => new()
        {
            Prefix = Prefix,
            Owner = Owner,
            Role = OwnerRole,
            Name = OwnerName,
            TokenHash = TokenHash,
            Scopes = KnownScopes,
            ExpiresAt = ExpiresAt,
        };
    }
}
