using System.Globalization;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>The registered clients in table <c>oauth_clients</c>.</summary>
public sealed class PostgresOAuthClientStore(GridDatabase database) : IOAuthClientStore
{
    private const string ListTag = "oauth-clients";

    private const string Columns =
        """
        client_id, position, name, type, secret_hash, grant_types, redirect_uris, post_logout_redirect_uris, scopes, id_token_algorithm, role, is_first_party,
        version, operation_id, created_at, updated_at
        """;

    private const string InsertSql =
        """
        INSERT INTO oauth_clients (client_id, name, type, secret_hash, grant_types, redirect_uris, post_logout_redirect_uris, scopes, id_token_algorithm, role, is_first_party,
            operation_id, created_at, updated_at)
        VALUES (@ClientId, @Name, @Type, @SecretHash, @GrantTypes, @RedirectUris, @PostLogoutRedirectUris, @Scopes, @IdTokenAlgorithm, @Role, @IsFirstParty,
            @OperationId, @At, @At)
        ON CONFLICT DO NOTHING
        """;

    private const string ReplaySql =
        "UPDATE oauth_clients SET secret_hash = @SecretHash WHERE client_id = @ClientId AND operation_id = @OperationId AND version = 1 AND type = @Type AND deleted_at IS NULL";

    private const string UpdateSql =
        """
        UPDATE oauth_clients SET name = @Name, grant_types = @GrantTypes, redirect_uris = @RedirectUris, post_logout_redirect_uris = @PostLogoutRedirectUris,
            scopes = @Scopes, id_token_algorithm = @IdTokenAlgorithm, role = @Role, is_first_party = @IsFirstParty, updated_at = @At, version = version + 1
        WHERE client_id = @ClientId AND version = @ExpectedVersion AND type = @Type AND deleted_at IS NULL
        """;

    private const string SecretSql =
        """
        UPDATE oauth_clients SET secret_hash = @SecretHash, updated_at = @At, version = version + 1
        WHERE client_id = @ClientId AND version = @ExpectedVersion AND type = 'confidential' AND deleted_at IS NULL
        """;

    private const string DeleteSql =
        """
        WITH gone AS (
            UPDATE oauth_clients SET deleted_at = @At, updated_at = @At, secret_hash = NULL, version = version + 1
            WHERE client_id = @ClientId AND version = @ExpectedVersion AND deleted_at IS NULL
            RETURNING client_id),
        grants AS (UPDATE oauth_grants g SET revoked_at = @At FROM gone WHERE g.client_id = gone.client_id AND g.revoked_at IS NULL),
        consents AS (DELETE FROM oauth_consents c USING gone WHERE c.client_id = gone.client_id)
        SELECT count(*)::int FROM gone
        """;

    /// <inheritdoc/>
    public Task<ClientRecord?> GetAsync(string clientId, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) => (await connection.QuerySingleOrDefaultAsync<ClientRow>(new CommandDefinition(
            $"SELECT {Columns} FROM oauth_clients WHERE client_id = @clientId AND deleted_at IS NULL", new { clientId }, cancellationToken: token)))?.ToRecord(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<ClientRecord>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var parameters = new { after = PageCursor.DecodeNumber(ListTag, cursor) ?? 0, take = limit + 1 };
        return database.ExecuteAsync(
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<ClientRow>(new CommandDefinition(
                    $"SELECT {Columns} FROM oauth_clients WHERE deleted_at IS NULL AND position > @after ORDER BY position LIMIT @take", parameters, cancellationToken: token))).AsList();
                // One row more than asked for was read: its presence tells whether there is a next page.
                var next = rows.Count > limit ? PageCursor.Encode(ListTag, rows[limit - 1].Position.ToString(CultureInfo.InvariantCulture)) : null;
                return new Page<ClientRecord>([.. rows.Take(limit).Select(row => row.ToRecord())], next);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ClientInsertOutcome> InsertAsync(ClientRecord client, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var parameters = ClientRow.Parameters(client, audit.Time);
            var inserted = await ChangesAsync(connection, transaction, InsertSql, parameters, token);
            if (!inserted && (client.OperationId is null || !await ChangesAsync(connection, transaction, ReplaySql, parameters, token)))
                return ClientInsertOutcome.IdTaken;
            if (inserted) await AuditOutbox.AddAsync(connection, transaction, audit, token);
            return inserted ? ClientInsertOutcome.Inserted : ClientInsertOutcome.Replayed;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> UpdateAsync(ClientRecord client, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken)
    {
        var parameters = ClientRow.Parameters(client, audit.Time);
        parameters.Add("ExpectedVersion", expectedVersion);
        return WriteAsync(UpdateSql, parameters, client.Definition.ClientId, audit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> SetSecretAsync(string clientId, int expectedVersion, HandleHash secret, AuditEvent audit, CancellationToken cancellationToken) => WriteAsync(
        SecretSql,
        new { ClientId = clientId, ExpectedVersion = expectedVersion, SecretHash = secret.ToStored(), At = audit.Time },
        clientId,
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string clientId, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var deleted = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
                DeleteSql, new { ClientId = clientId, ExpectedVersion = expectedVersion, At = audit.Time }, transaction, cancellationToken: token)) == 1;
            if (deleted) await TellAsync(connection, transaction, clientId, audit, token);
            return deleted;
        },
        cancellationToken);

    private Task<bool> WriteAsync(string sql, object parameters, string clientId, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var written = await ChangesAsync(connection, transaction, sql, parameters, token);
            if (written) await TellAsync(connection, transaction, clientId, audit, token);
            return written;
        },
        cancellationToken);

    private static async Task TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string clientId, AuditEvent audit, CancellationToken cancellationToken)
    {
        await AuditOutbox.AddAsync(connection, transaction, audit, cancellationToken);
        await CredentialNewsLog.AddAsync(connection, transaction, audit.Time, [CredentialTags.Client(clientId)], cancellationToken);
    }

    private static async Task<bool> ChangesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, object parameters, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)) > 0;
}
