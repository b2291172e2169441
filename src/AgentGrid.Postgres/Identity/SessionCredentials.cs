using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity;

/// <summary>What stands behind the cookies of people: their sessions. Looking one up counts as a use, which is written down as often as the policy has it.</summary>
public sealed class SessionCredentials(GridDatabase database, SessionPolicy policy, TimeProvider time) : ICredentialSource
{
    private const string Sql =
        $"""
        WITH live AS (
            SELECT sessions.id, user_id, role, email, last_seen_at, ends_at FROM sessions JOIN users ON users.id = user_id
            WHERE sessions.id = @session AND {PostgresSessionStore.IsLive} AND disabled_at IS NULL AND deleted_at IS NULL),
        touched AS (
            UPDATE sessions SET last_seen_at = @now FROM live WHERE sessions.id = live.id AND sessions.revoked_at IS NULL AND live.last_seen_at <= @seenBefore)
        SELECT user_id, role, email, ends_at FROM live
        """;

    /// <inheritdoc/>
    public string Kind => "session";

    /// <inheritdoc/>
    public async Task<LiveCredential?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var session)) return null;
        var now = time.GetUtcNow();
        var parameters = new { session, now, idleSince = now - policy.Idle, seenBefore = now - policy.Touch };
        var found = await database.ExecuteAsync(
            (connection, token) => connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Sql, parameters, cancellationToken: token)), cancellationToken);
        return found is null ? null : new LiveCredential
        {
            Subject = found.UserId.ToString("D"),
            Role = found.Role,
            Name = found.Email,
            Tags = [CredentialTags.Session(session), CredentialTags.User(found.UserId)],
            RecheckAt = found.EndsAt < now + policy.Touch ? found.EndsAt : now + policy.Touch,
        };
    }

    private sealed record Row
    {
        public Guid UserId { get; init; }

        public required string Role { get; init; }

        public required string Email { get; init; }

        public DateTimeOffset EndsAt { get; init; }
    }
}
