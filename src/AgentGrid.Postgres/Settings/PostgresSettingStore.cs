using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;
using Dapper;

namespace AgentGrid.Postgres.Settings;

/// <summary>The installation's settings in table <c>system_settings</c>.</summary>
public sealed class PostgresSettingStore(GridDatabase database) : ISettingStore
{
    private const string Columns = "key, value, is_secret, updated_at";
    private const string InsertSql = $"INSERT INTO system_settings ({Columns}) VALUES (@Key, @Value, @IsSecret, @UpdatedAt)";

    /// <inheritdoc/>
    public Task<SystemSetting?> GetAsync(string key, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            (connection, token) => connection.QuerySingleOrDefaultAsync<SystemSetting>(
                new CommandDefinition($"SELECT {Columns} FROM system_settings WHERE key = @key", new { key }, cancellationToken: token)),
            cancellationToken);

    /// <inheritdoc/>
    public Task SetAsync(SystemSetting setting, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                $"{InsertSql} ON CONFLICT (key) DO UPDATE SET value = excluded.value, is_secret = excluded.is_secret, updated_at = excluded.updated_at", setting, cancellationToken: token)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<SystemSetting> GetOrAddAsync(SystemSetting setting, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            async (connection, token) =>
            {
                await connection.ExecuteAsync(new CommandDefinition($"{InsertSql} ON CONFLICT (key) DO NOTHING", setting, cancellationToken: token));
                return await connection.QuerySingleAsync<SystemSetting>(
                    new CommandDefinition($"SELECT {Columns} FROM system_settings WHERE key = @Key", new { setting.Key }, cancellationToken: token));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SystemSetting>> ListAsync(CancellationToken cancellationToken) =>
        database.ExecuteAsync<IReadOnlyList<SystemSetting>>(
            async (connection, token) => (await connection.QueryAsync<SystemSetting>(
                new CommandDefinition($"SELECT {Columns} FROM system_settings ORDER BY key", cancellationToken: token))).AsList(),
            cancellationToken);
}
