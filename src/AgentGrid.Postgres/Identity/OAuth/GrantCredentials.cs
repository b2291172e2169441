using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>What stands behind access tokens of the code and refresh flows: the grant, and through it user and client as they are now.</summary>
public sealed class GrantCredentials(GridDatabase database) : ICredentialSource
{
    private const string Sql =
        """
        SELECT g.user_id, u.role, u.email, g.client_id
        FROM oauth_grants g JOIN users u ON u.id = g.user_id JOIN oauth_clients c ON c.client_id = g.client_id
        WHERE g.id = @id AND g.revoked_at IS NULL AND u.disabled_at IS NULL AND u.deleted_at IS NULL AND c.deleted_at IS NULL
        """;

    /// <inheritdoc/>
    public string Kind => "grant";

    /// <inheritdoc/>
    public async Task<LiveCredential?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var grantId)) return null;
        var row = await database.ExecuteAsync(
            (connection, token) => connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Sql, new { id = grantId }, cancellationToken: token)), cancellationToken);
        return row is null ? null : new LiveCredential
        {
            Subject = row.UserId.ToString("D"),
            Role = row.Role,
            Name = row.Email,
            Tags = [CredentialTags.Grant(grantId), CredentialTags.User(row.UserId), CredentialTags.Client(row.ClientId)],
        };
    }

    private sealed record Row
    {
        public Guid UserId { get; init; }

        public required string Role { get; init; }

        public required string Email { get; init; }

        public required string ClientId { get; init; }
    }
}
