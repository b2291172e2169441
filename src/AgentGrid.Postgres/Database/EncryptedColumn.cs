using AgentGrid.Domain.Settings;
using Dapper;

namespace AgentGrid.Postgres.Database;

/// <summary>Walks and replaces the encrypted values of one column. The SQL fragments are constants of this project.</summary>
internal sealed class EncryptedColumn(GridDatabase database, string table, string rowId, string column, string condition)
{
    public Task<IReadOnlyList<EncryptedValue>> ListAsync(string? afterRowId, int limit, CancellationToken cancellationToken) =>
        database.ExecuteAsync<IReadOnlyList<EncryptedValue>>(
            async (connection, token) => (await connection.QueryAsync<EncryptedValue>(new CommandDefinition(
                $"""SELECT {rowId} AS "RowId", {column} AS "Value" FROM {table} WHERE {condition} AND {rowId} > @after ORDER BY {rowId} LIMIT @limit""",
                new { after = afterRowId ?? "", limit },
                cancellationToken: token))).AsList(),
            cancellationToken);

    public Task<bool> ReplaceAsync(EncryptedValue read, string replacement, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(
                $"UPDATE {table} SET {column} = @replacement WHERE {rowId} = @RowId AND {column} = @Value AND {condition}",
                new { read.RowId, read.Value, replacement },
                cancellationToken: token)) > 0,
            cancellationToken);
}
