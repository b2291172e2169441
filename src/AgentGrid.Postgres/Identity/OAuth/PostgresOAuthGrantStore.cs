using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>Grants in table <c>oauth_grants</c>, with <c>oauth_codes</c> and <c>oauth_refresh_families</c>.</summary>
public sealed partial class PostgresOAuthGrantStore(GridDatabase database, TimeProvider time) : IOAuthGrantStore
{
    // A revoked grant is kept for a day: its replays are still told from strangers' guesses.
    private static readonly TimeSpan RevokedKept = TimeSpan.FromDays(1);

    private const string CodeSql =
        """
        SELECT c.hash, c.grant_id, g.client_id, c.redirect_uri, c.code_challenge, g.user_id, g.session_id, g.scopes, c.nonce, c.methods, c.authenticated_at, c.issued_at, c.spent_at,
            g.revoked_at, u.role, u.disabled_at IS NULL AND u.deleted_at IS NULL AS is_enabled
        FROM oauth_codes c JOIN oauth_grants g ON g.id = c.grant_id JOIN users u ON u.id = g.user_id
        WHERE c.hash = @hash
        """;

    private const string FamilySql =
        """
        SELECT f.hash, f.grant_id, g.client_id, g.user_id, g.scopes, f.started_at, f.rotated_at, f.current_hash, g.revoked_at,
            u.role, u.disabled_at IS NULL AND u.deleted_at IS NULL AS is_enabled
        FROM oauth_refresh_families f JOIN oauth_grants g ON g.id = f.grant_id JOIN users u ON u.id = g.user_id
        WHERE f.hash = @hash
        """;

    private const string PurgeSql =
        """
        DELETE FROM oauth_grants WHERE id IN (
            SELECT id FROM oauth_grants WHERE ends_at < @now OR revoked_at < @revokedBefore ORDER BY ends_at LIMIT @limit FOR UPDATE SKIP LOCKED)
        """;

    /// <inheritdoc/>
    public Task<StoredCode?> FindCodeAsync(HandleHash hash, CancellationToken cancellationToken) =>
        FindAsync(CodeSql, hash, (CodeRow row) => row.ToStored(), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredFamily?> FindFamilyAsync(HandleHash hash, CancellationToken cancellationToken) =>
        FindAsync(FamilySql, hash, (FamilyRow row) => row.ToStored(), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RevokeAsync(Guid grantId, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var ended = await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE oauth_grants SET revoked_at = @at WHERE id = @grantId AND revoked_at IS NULL", new { grantId, at = audit.Time }, transaction, cancellationToken: token)) == 1;
            if (ended)
            {
                await AuditOutbox.AddAsync(connection, transaction, audit, token);
                await CredentialNewsLog.AddAsync(connection, transaction, audit.Time, [CredentialTags.Grant(grantId)], token);
            }

            return ended;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task RecordAsync(AuditEvent audit, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            await AuditOutbox.AddAsync(connection, null, audit, token);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> PurgeAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(PurgeSql, new { now, revokedBefore = now - RevokedKept, limit }, cancellationToken: token)), cancellationToken);
    }

    private Task<TStored?> FindAsync<TRow, TStored>(string sql, HandleHash hash, Func<TRow, TStored> map, CancellationToken cancellationToken)
        where TRow : class
        where TStored : class => database.ExecuteAsync(
        async (connection, token) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<TRow>(new CommandDefinition(sql, new { hash = hash.ToStored() }, cancellationToken: token));
            return row is null ? null : map(row);
        },
        cancellationToken);
}
