using AgentGrid.Postgres.Server;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;

namespace AgentGrid.Postgres.Database;

/// <summary>
/// The one database of the grid, open for work: migrated, reached as the unprivileged role <c>grid_app</c> through a bounded pool, failing fast while the
/// server is away and healing by itself. Where no <c>DATABASE_URL</c> is set it owns the private server as well.
/// </summary>
public sealed partial class GridDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _application;
    private readonly ResiliencePipeline _breaker;
    private readonly PrivateServer? _server;
    private readonly TimeProvider _time;

    // Rows map by name: display_name is DisplayName.
    static GridDatabase() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

    private GridDatabase(PostgresOptions options, string ownerConnectionString, PrivateServer? server, TimeProvider time, ILoggerFactory loggers)
    {
        OwnerConnectionString = ownerConnectionString;
        _application = DataSources.Application(ownerConnectionString, options);
        _breaker = DatabaseBreaker.Build(time, loggers.CreateLogger<GridDatabase>());
        _server = server;
        _time = time;
    }

    /// <summary>
    /// The application's connections, as role <c>grid_app</c>. For code that brings its own way to run commands; stores use
    /// <see cref="ExecuteAsync{T}"/> and <see cref="TransactAsync{T}"/>, which fail fast.
    /// </summary>
    public NpgsqlDataSource DataSource => _application;

    /// <summary>The private server, when this object started one.</summary>
    public PrivateServer? Server => _server;

    /// <summary>Version of the server, e.g. 15.18.</summary>
    public Version ServerVersion { get; private set; } = new();

    /// <summary>Number of the newest applied migration.</summary>
    public int SchemaVersion { get; private set; }

    /// <summary>How long the migrations took, with connecting.</summary>
    public TimeSpan MigrationTime { get; private set; }

    /// <summary>Keyword connection string of the owner, password included: keep it out of logs. For what connects by itself, like Orleans.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>Opens the database, starting the private server when no <c>DATABASE_URL</c> is set, and brings its schema up to date.</summary>
    /// <exception cref="PostgresSetupException">It cannot be used as configured; the message says what to do.</exception>
    public static async Task<GridDatabase> OpenAsync(PostgresOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        PrivateServer? server = null;
        GridDatabase? database = null;
        try
        {
            if (string.IsNullOrWhiteSpace(options.DatabaseUrl))
                server = await PrivateServer.StartAsync(options, time, loggers.CreateLogger<PrivateServer>(), cancellationToken);
            var url = server is null ? DatabaseUrl.Parse(options.DatabaseUrl!).ConnectionString : server.ConnectionString;
            database = new GridDatabase(options, url, server, time, loggers);
            await database.MigrateAsync(options, loggers.CreateLogger<GridDatabase>(), cancellationToken);
            return database;
        }
        catch (Exception)
        {
            // Whatever it was, nothing half open may stay behind.
            if (database is not null)
                await database.DisposeAsync();
            else if (server is not null)
                await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when the database answers within one second. Asks the server itself, also while calls fail fast.</summary>
    public async ValueTask<bool> PingAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var command = _application.CreateCommand("SELECT 1");
            await command.ExecuteNonQueryAsync(either.Token);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Closes the pool, then stops the private server if there is one.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task MigrateAsync(PostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var begin = _time.GetTimestamp();
        await using var owner = DataSources.Owner(OwnerConnectionString, options);
        try
        {
            await using var connection = await owner.OpenConnectionAsync(cancellationToken);
            ServerVersion = connection.PostgreSqlVersion;
            if (ServerVersion.Major < 14)
                throw new PostgresSetupException($"The database server is PostgreSQL {ServerVersion}; at least 14 is needed.");
            SchemaVersion = await new Migrator(Migration.Embedded(), options.MigrationLockTimeout, _time, logger).ApplyAsync(connection, cancellationToken);
            MigrationTime = _time.GetElapsedTime(begin);
            PostgresLog.DatabaseReady(logger, connection.Database, ServerVersion.ToString(), SchemaVersion);
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw SetupFailures.Explain(e, owner);
        }
    }
}
