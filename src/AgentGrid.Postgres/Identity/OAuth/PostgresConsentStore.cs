using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>Consents in table <c>oauth_consents</c>.</summary>
public sealed class PostgresConsentStore(GridDatabase database) : IConsentStore
{
    private const string GiveSql =
        """
        INSERT INTO oauth_consents AS c (user_id, client_id, scopes, given_at) VALUES (@userId, @clientId, @scopes, @at)
        ON CONFLICT (user_id, client_id) DO UPDATE SET given_at = excluded.given_at,
            scopes = (SELECT array_agg(DISTINCT scope) FROM unnest(c.scopes || excluded.scopes) AS scope)
        """;

    /// <inheritdoc/>
    public Task<Consent?> FindAsync(Guid userId, string clientId, CancellationToken cancellationToken) => database.ExecuteAsync(
        async (connection, token) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                "SELECT scopes, given_at FROM oauth_consents WHERE user_id = @userId AND client_id = @clientId", new { userId, clientId }, cancellationToken: token));
            return row is null ? null : new Consent(ScopeText.Read(row.Scopes), row.GivenAt);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task GiveAsync(Guid userId, string clientId, ScopeSet scopes, AuditEvent audit, CancellationToken cancellationToken) => database.TransactAsync(
        async (connection, transaction, token) =>
        {
            var parameters = new { userId, clientId, scopes = scopes.ToNames().ToArray(), at = audit.Time };
            await connection.ExecuteAsync(new CommandDefinition(GiveSql, parameters, transaction, cancellationToken: token));
            await AuditOutbox.AddAsync(connection, transaction, audit, token);
            return true;
        },
        cancellationToken);

    private sealed record Row
    {
        public required string[] Scopes { get; init; }

        public DateTimeOffset GivenAt { get; init; }
    }
}
