using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity;

/// <summary>The signing keys in table <c>signing_keys</c>.</summary>
public sealed class PostgresSigningKeyStore(GridDatabase database) : ISigningKeyStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSigningKey>> ListAsync(CancellationToken cancellationToken) => database.ExecuteAsync<IReadOnlyList<StoredSigningKey>>(
        async (connection, token) =>
        {
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(
                "SELECT key_id, algorithm, generation, private_key_encrypted, published_at, signs_from, revoked_at FROM signing_keys", cancellationToken: token));
            return [.. rows.Select(row => new StoredSigningKey(
                new KeyRecord(row.KeyId, row.Algorithm == "RS256" ? JwtAlgorithm.Rs256 : JwtAlgorithm.Es256, row.Generation, row.PublishedAt, row.SignsFrom, row.RevokedAt), row.PrivateKeyEncrypted))];
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> InsertAsync(StoredSigningKey key, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var added = await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO signing_keys (key_id, algorithm, generation, private_key_encrypted, published_at, signs_from)
                VALUES (@KeyId, @algorithm, @Generation, @PrivateKeyEncrypted, @PublishedAt, @SignsFrom) ON CONFLICT (algorithm, generation) DO NOTHING
                """,
                new { key.Record.KeyId, algorithm = JwtTerms.Name(key.Record.Algorithm), key.Record.Generation, key.PrivateKeyEncrypted, key.Record.PublishedAt, key.Record.SignsFrom },
                transaction,
                cancellationToken: token));
            if (added == 1) await AuditOutbox.AddAsync(connection, transaction, audit, token);
            return added == 1;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task RetireAsync(string keyId, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var retired = await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE signing_keys SET private_key_encrypted = NULL WHERE key_id = @keyId AND private_key_encrypted IS NOT NULL", new { keyId }, transaction, cancellationToken: token));
            if (retired == 1) await AuditOutbox.AddAsync(connection, transaction, audit, token);
            return retired;
        },
        cancellationToken);

    private sealed record Row
    {
        public required string KeyId { get; init; }

        public required string Algorithm { get; init; }

        public int Generation { get; init; }

        public string? PrivateKeyEncrypted { get; init; }

        public DateTimeOffset PublishedAt { get; init; }

        public DateTimeOffset SignsFrom { get; init; }

        public DateTimeOffset? RevokedAt { get; init; }
    }
}
