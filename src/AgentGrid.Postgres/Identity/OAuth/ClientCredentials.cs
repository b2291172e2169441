using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>What stands behind access tokens of <c>client_credentials</c>: the client as it is now.</summary>
public sealed class ClientCredentials(GridDatabase database) : ICredentialSource
{
    private const string Sql =
        "SELECT name, role FROM oauth_clients WHERE client_id = @id AND deleted_at IS NULL AND type = 'confidential' AND 'client_credentials' = ANY (grant_types)";

    /// <inheritdoc/>
    public string Kind => "client";

    /// <inheritdoc/>
    public async Task<LiveCredential?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await database.ExecuteAsync(
            (connection, token) => connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Sql, new { id }, cancellationToken: token)), cancellationToken);
        return row is null ? null : new LiveCredential { Subject = id, Role = row.Role, Name = row.Name, Tags = [CredentialTags.Client(id)] };
    }

    private sealed record Row
    {
        public required string Name { get; init; }

        public string? Role { get; init; }
    }
}
