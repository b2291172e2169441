using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity;

/// <summary>The sessions of people in table <c>sessions</c>.</summary>
public sealed class PostgresSessionStore(GridDatabase database, SessionPolicy policy, TimeProvider time) : ISessionStore
{
    private const string Columns =
        "id, user_id, purpose, array_to_string(methods, ' ') AS methods, device, address, user_agent, signed_in_at, last_seen_at, ends_at, revoked_at";

    /// <summary>What <see cref="SessionRules"/> calls live; parameters <c>now</c> and <c>idleSince</c>.</summary>
    internal const string IsLive = "revoked_at IS NULL AND ends_at > @now AND last_seen_at > @idleSince";

    // What was authorized with offline access outlives the session (OpenID Connect Core section 11).
    private const string GrantsSql =
        """
        UPDATE oauth_grants SET revoked_at = @now
        WHERE session_id = @sessionId AND revoked_at IS NULL AND NOT ('offline_access' = ANY (string_to_array(scopes, ' '))) RETURNING id
        """;

    private const string ListTag = "sessions";

    /// <inheritdoc/>
    public Task<SessionRecord?> GetAsync(Guid id, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) => (await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"SELECT {Columns} FROM sessions WHERE id = @id", new { id }, cancellationToken: token)))?.ToRecord(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<SessionRecord>> ListAsync(Guid userId, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = PageCursor.Decode(ListTag, cursor, 1) is { } key ? Guid.ParseExact(key[0], "N") : (Guid?)null;
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
                    $"SELECT {Columns} FROM sessions WHERE user_id = @userId AND {IsLive} AND (@before::uuid IS NULL OR id < @before) ORDER BY id DESC LIMIT @take",
                    new { userId, now, idleSince = now - policy.Idle, before, take = limit + 1 },
                    cancellationToken: token))).Select(row => row.ToRecord()).ToList();
                return rows.Count > limit
                    ? new Page<SessionRecord>(rows[..limit], PageCursor.Encode(ListTag, rows[limit - 1].Id.ToString("N")))
                    : new Page<SessionRecord>(rows, null);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> EndAsync(Guid userId, Guid sessionId, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var change = new UserTransaction(connection, transaction, audit, token);
            var ended = await change.ExecuteAsync(
                $"UPDATE sessions SET revoked_at = @now WHERE id = @sessionId AND user_id = @userId AND {IsLive}",
                new { sessionId, userId, now = change.At, idleSince = change.At - policy.Idle });
            if (ended == 0) return false;
            var grants = await connection.QueryAsync<Guid>(new CommandDefinition(GrantsSql, new { sessionId, now = change.At }, transaction, cancellationToken: token));
            await change.FinishAsync([CredentialTags.Session(sessionId), .. grants.Select(CredentialTags.Grant)]);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> EndAllAsync(Guid userId, Guid? except, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var change = new UserTransaction(connection, transaction, audit, token);
            var ended = await change.EndSessionsAsync(userId, except);
            await change.FinishAsync(CredentialTags.User(userId));
            return ended;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> PurgeAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) => database.ExecuteAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ends_at < @before ORDER BY ends_at LIMIT @limit FOR UPDATE SKIP LOCKED)",
            new { before = time.GetUtcNow() - olderThan, limit },
            cancellationToken: token)),
        cancellationToken);

    private sealed record Row
    {
        public Guid Id { get; init; }

        public Guid UserId { get; init; }

        public required string Purpose { get; init; }

        public required string Methods { get; init; }

        public required string Device { get; init; }

        public string? Address { get; init; }

        public string? UserAgent { get; init; }

        public DateTimeOffset SignedInAt { get; init; }

        public DateTimeOffset LastSeenAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public DateTimeOffset? RevokedAt { get; init; }

        public SessionRecord ToRecord() => new()
        {
            Id = Id,
            UserId = UserId,
            Purpose = Purpose,
            Methods = Methods.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Device = Device,
            Address = Address,
            UserAgent = UserAgent,
            SignedInAt = SignedInAt,
            LastSeenAt = LastSeenAt,
            EndsAt = EndsAt,
            RevokedAt = RevokedAt,
        };
    }
}
