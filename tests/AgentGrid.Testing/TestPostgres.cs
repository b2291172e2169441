using System.Globalization;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Testing;

/// <summary>
/// One real PostgreSQL server for a test process, started when the first test asks for a database and stopped with the process's tests.
/// Use as an assembly fixture: <c>[assembly: AssemblyFixture(typeof(TestPostgres))]</c>, and take it as a constructor argument of the test class.
/// </summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private const string Template = "grid_template";

    private readonly SemaphoreSlim _turn = new(1);
    private string _home = "";
    private PrivateServer? _server;
    private int _created;

    /// <summary>A new folder that the server's user can reach, for a private server of the test's own. The caller deletes it.</summary>
    public static string CreateHome()
    {
        var home = Directory.CreateTempSubdirectory("grid-test-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return home;
    }

    /// <summary>Creates a database of its own for a test or a test class.</summary>
    /// <param name="migrated">True (default): with the schema, copied from a template. False: empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Keyword connection string of its owner, good as <see cref="PostgresOptions.DatabaseUrl"/>.</returns>
    public async Task<string> CreateDatabaseAsync(bool migrated = true, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var server = _server ??= await StartAsync(cancellationToken);
            var name = string.Create(CultureInfo.InvariantCulture, $"test_{++_created}");
            await RunAsync(server.ConnectionString, $"CREATE DATABASE {name} TEMPLATE {(migrated ? Template : "template1")}", cancellationToken);
            return InDatabase(server, name);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Creates a migrated database and opens it. The caller disposes it.</summary>
    public async Task<GridDatabase> OpenDatabaseAsync(CancellationToken cancellationToken = default) =>
        await GridDatabase.OpenAsync(
            new PostgresOptions { DatabaseUrl = await CreateDatabaseAsync(migrated: true, cancellationToken), MinPoolSize = 0 }, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);

    /// <summary>Runs statements in any database, with a connection of its own.</summary>
    public static async Task RunAsync(string connectionString, string sql, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stops the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_home, recursive: true);
        }

        _turn.Dispose();
    }

    private async Task<PrivateServer> StartAsync(CancellationToken cancellationToken)
    {
        _home = CreateHome();
        var server = await PrivateServer.StartAsync(new PostgresOptions { Home = _home }, TimeProvider.System, NullLogger<PrivateServer>.Instance, cancellationToken);
        await RunAsync(server.ConnectionString, $"CREATE DATABASE {Template}", cancellationToken);
        var template = await GridDatabase.OpenAsync(
            new PostgresOptions { DatabaseUrl = InDatabase(server, Template), MinPoolSize = 0 }, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        await template.DisposeAsync();
        return server;
    }

    private static string InDatabase(PrivateServer server, string name) => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
}
