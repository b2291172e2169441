using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Audit;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <content>The writes of codes and families: each one statement that decides, then its event.</content>
public sealed partial class PostgresOAuthGrantStore
{
    private const string AddSql =
        """
        WITH granted AS (
            INSERT INTO oauth_grants (id, client_id, user_id, session_id, scopes, created_at, ends_at)
            SELECT @grantId, c.client_id, u.id, s.id, @scopes, @issuedAt, @endsAt
            FROM oauth_clients c, users u, sessions s
            WHERE c.client_id = @clientId AND c.deleted_at IS NULL AND u.id = @userId AND u.disabled_at IS NULL AND u.deleted_at IS NULL
              AND s.id = @sessionId AND s.user_id = u.id AND s.revoked_at IS NULL AND s.ends_at > @issuedAt
            RETURNING id)
        INSERT INTO oauth_codes (hash, grant_id, redirect_uri, code_challenge, nonce, methods, authenticated_at, issued_at)
        SELECT @hash, id, @redirectUri, @codeChallenge, @nonce, @methods, @authenticatedAt, @issuedAt FROM granted
        """;

    // The grant's row is locked first: its revocation comes wholly before or wholly after.
    private const string SpendSql =
        """
        WITH live AS (UPDATE oauth_grants SET ends_at = @endsAt WHERE id = @grantId AND revoked_at IS NULL RETURNING id),
        spent AS (UPDATE oauth_codes c SET spent_at = @spentAt FROM live WHERE c.hash = @hash AND c.grant_id = live.id AND c.spent_at IS NULL RETURNING c.grant_id),
        family AS (
            INSERT INTO oauth_refresh_families (hash, grant_id, current_hash, started_at, rotated_at)
            SELECT @familyHash, grant_id, @currentHash, @spentAt, @spentAt FROM spent WHERE @familyHash::bytea IS NOT NULL)
        SELECT count(*)::int FROM spent
        """;

    private const string RotateSql =
        """
        UPDATE oauth_refresh_families f SET current_hash = @next, rotated_at = @rotatedAt
        FROM oauth_grants g WHERE f.hash = @hash AND f.current_hash = @presented AND g.id = f.grant_id AND g.revoked_at IS NULL
        """;

    /// <inheritdoc/>
    public Task<bool> AddAsync(AuthorizationCode code, AuditEvent audit, CancellationToken cancellationToken) => DecideAsync(
        async (connection, transaction, token) => await connection.ExecuteAsync(new CommandDefinition(AddSql, AddParameters(code), transaction, cancellationToken: token)) == 1,
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SpendAsync(AuthorizationCode spent, RefreshFamily? family, DateTimeOffset grantEndsAt, AuditEvent? audit, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            grantId = spent.GrantId,
            hash = spent.Hash.ToStored(),
            spentAt = spent.SpentAt,
            endsAt = grantEndsAt,
            familyHash = family?.Hash.ToStored(),
            currentHash = family?.Current.ToStored(),
        };
        return DecideAsync(
            async (connection, transaction, token) => await connection.ExecuteScalarAsync<int>(new CommandDefinition(SpendSql, parameters, transaction, cancellationToken: token)) == 1,
            audit,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RotateAsync(HandleHash presented, RefreshFamily next, AuditEvent audit, CancellationToken cancellationToken)
    {
        var parameters = new { hash = next.Hash.ToStored(), presented = presented.ToStored(), next = next.Current.ToStored(), rotatedAt = next.RotatedAt };
        return DecideAsync(
            async (connection, transaction, token) => await connection.ExecuteAsync(new CommandDefinition(RotateSql, parameters, transaction, cancellationToken: token)) == 1,
            audit,
            cancellationToken);
    }

    private Task<bool> DecideAsync(Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<bool>> write, AuditEvent? audit, CancellationToken cancellationToken) =>
        database.TransactAsync(
            async (connection, transaction, token) =>
            {
                if (!await write(connection, transaction, token)) return false;
                if (audit is not null) await AuditOutbox.AddAsync(connection, transaction, audit, token);
                return true;
            },
            cancellationToken);

    private static object AddParameters(AuthorizationCode code) => new
    {
        grantId = code.GrantId,
        clientId = code.ClientId,
        userId = Guid.Parse(code.Subject),
        sessionId = Guid.Parse(code.SessionId),
        scopes = code.Scopes.ToString(),
        hash = code.Hash.ToStored(),
        redirectUri = code.RedirectUri,
        codeChallenge = code.CodeChallenge,
        nonce = code.Nonce,
        methods = code.Methods.ToArray(),
        authenticatedAt = code.AuthenticatedAt,
        issuedAt = code.IssuedAt,
        endsAt = code.IssuedAt + AuthorizationCode.Lifetime + AccessToken.Lifetime,
    };
}
