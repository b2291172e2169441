using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;

namespace AgentGrid.Postgres.Agents;

/// <summary>The agents' API keys, for the change of the master key. Row id: the agent's id, lower case with dashes.</summary>
public sealed class PostgresAgentKeys(GridDatabase database) : IEncryptedValueStore
{
    private readonly EncryptedColumn _column = new(database, "agents", "id::text", "api_key_encrypted", "api_key_encrypted IS NOT NULL");

    /// <inheritdoc/>
    public string Location => "agents.api_key_encrypted";

    /// <inheritdoc/>
    public string IdentityOf(string rowId) => AgentSecret.Identity(Guid.Parse(rowId));

    /// <inheritdoc/>
    public Task<IReadOnlyList<EncryptedValue>> ListAsync(string? afterRowId, int limit, CancellationToken cancellationToken) => _column.ListAsync(afterRowId, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(EncryptedValue read, string replacement, CancellationToken cancellationToken) => _column.ReplaceAsync(read, replacement, cancellationToken);
}
