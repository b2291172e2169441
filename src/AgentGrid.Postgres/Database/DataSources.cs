using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>The two ways into the database, both from one connection string.</summary>
internal static class DataSources
{
    /// <summary>As the owner, for migrations and locks only: no pool, no time limit on commands.</summary>
    public static NpgsqlDataSource Owner(string connectionString, PostgresOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            Timeout = (int)options.ConnectTimeout.TotalSeconds,
            CommandTimeout = 0,
            KeepAlive = 10,
        };
        return NpgsqlDataSource.Create(builder);
    }

    /// <summary>
    /// As role <c>grid_app</c>. The role is a start-up setting of the session, so no reset on the way through the pool can lose it; and the pool does not
    /// reset sessions at all (that would cost a round trip per rent), because nothing may change a session: settings are made with set_config(…, true),
    /// which ends with its transaction. The driver gets no logger: it would write every statement.
    /// </summary>
    public static NpgsqlDataSource Application(string connectionString, PostgresOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "agentgrid",
            Pooling = true,
            MinPoolSize = Math.Min(options.MinPoolSize, options.MaxPoolSize),
            MaxPoolSize = options.MaxPoolSize,
            Timeout = (int)options.ConnectTimeout.TotalSeconds,
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            KeepAlive = 30,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
        };
        builder.Options = $"{builder.Options} -c role={ApplicationRole.Name}".TrimStart();
        return NpgsqlDataSource.Create(builder);
    }
}
