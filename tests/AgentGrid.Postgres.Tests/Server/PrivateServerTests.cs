using System.Diagnostics;
using System.Runtime.Versioning;
using AgentGrid.Postgres.Server;
using AgentGrid.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Server;

public sealed class PrivateServerTests : IDisposable
{
    private readonly string _home = TestPostgres.CreateHome();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task StartAsync_empty_home_creates_then_starts()
    {
        await using (var first = await StartAsync())
        {
            Assert.Equal(PrivateServerOrigin.Created, first.Origin);
            await TestPostgres.RunAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 1 AS x", Cancel);
        }

        await using var second = await StartAsync();

        Assert.Equal(PrivateServerOrigin.Started, second.Origin);
        await TestPostgres.RunAsync(second.ConnectionString, "SELECT 1 / x FROM kept", Cancel);
    }

    [Fact]
    public async Task StartAsync_acknowledged_means_durable()
    {
        await using var server = await StartAsync();
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(
            "SELECT string_agg(setting, ',' ORDER BY name) FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'server_encoding')", connection);

        var expected = OperatingSystem.IsWindows() ? "on,on,127.0.0.1,UTF8,on" : "on,on,,UTF8,on";
        Assert.Equal(expected, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task StartAsync_wrong_password_is_not_let_in()
    {
        await using var server = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "wrong" }.ConnectionString;

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => TestPostgres.RunAsync(wrong, "SELECT 1", Cancel));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task StartAsync_second_instance_of_a_home_is_refused_and_names_the_holder()
    {
        await using var first = await StartAsync();

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(StartAsync);

        Assert.Contains($"in use by process {Environment.ProcessId} on {Environment.MachineName}, started 20", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("GRID_HOME", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_parent_was_killed_adopts_the_running_server()
    {
        var serverId = await StartAndKillParentAsync();

        await using var server = await StartAsync();

        Assert.Equal(PrivateServerOrigin.Adopted, server.Origin);
        Assert.Equal(serverId, server.ProcessId);
        await TestPostgres.RunAsync(server.ConnectionString, "SELECT 1", Cancel);
    }

    [Fact]
    public async Task StartAsync_parent_and_server_were_killed_recovers()
    {
        var serverId = await StartAndKillParentAsync();
        await KillAsync(serverId);

        await using var server = await StartAsync();

        Assert.Equal(PrivateServerOrigin.Recovered, server.Origin);
        await TestPostgres.RunAsync(server.ConnectionString, "SELECT 1", Cancel);
    }

    [Fact]
    public async Task Server_killed_while_in_use_comes_back_with_all_that_was_committed()
    {
        await using var server = await StartAsync();
        await TestPostgres.RunAsync(server.ConnectionString, "CREATE TABLE kept AS SELECT 1 AS x", Cancel);
        var before = server.ProcessId;

        await KillAsync(before);

        while (!await AnswersAsync(server.ConnectionString))
            await Task.Yield();
        Assert.NotEqual(before, server.ProcessId);
        await TestPostgres.RunAsync(server.ConnectionString, "SELECT 1 / x FROM kept", Cancel);
    }

    [Fact]
    public async Task StartAsync_stale_pid_now_of_a_stranger_starts()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_home, "postgres", "data", "postmaster.pid"), $"{Environment.ProcessId}\n{_home}/postgres/data\n1\n5432\n\n\n\nready\n", Cancel);

        await using var server = await StartAsync();

        Assert.Equal(PrivateServerOrigin.Recovered, server.Origin);
    }

    [Fact]
    public async Task StartAsync_interrupted_initialisation_is_done_again()
    {
        var unfinished = Directory.CreateDirectory(Path.Combine(_home, "postgres", "data.unfinished"));
        await File.WriteAllTextAsync(Path.Combine(unfinished.FullName, "PG_VERSION"), "15", Cancel);
        await ServerAccount.Choose().GiveAsync(Path.Combine(_home, "postgres"), TimeProvider.System, Cancel);

        await using var server = await StartAsync();

        Assert.Equal(PrivateServerOrigin.Created, server.Origin);
    }

    [Fact]
    public async Task StartAsync_foreign_files_in_the_data_folder_are_left_alone()
    {
        var data = Directory.CreateDirectory(Path.Combine(_home, "postgres", "data"));
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "letter.txt"), "keep me", Cancel);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(StartAsync);

        Assert.Contains("not a PostgreSQL data folder", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data.FullName, "letter.txt")));
    }

    [Fact]
    public async Task StartAsync_data_of_another_major_version_says_what_to_do()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_home, "postgres", "data", "PG_VERSION"), "9\n", Cancel);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(StartAsync);

        Assert.Contains("made by PostgreSQL 9", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("pg_upgrade", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_server_that_does_not_start_shows_the_end_of_its_log()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_home, "postgres", "data", "postgresql.auto.conf"), "shared_buffers = 'much'\n", Cancel);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(StartAsync);

        Assert.Contains("shared_buffers", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("postgres.log", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task StartAsync_as_root_runs_the_server_as_user_postgres()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root hands the server to another user.");
        await using var server = await StartAsync();

        var status = await File.ReadAllLinesAsync($"/proc/{server.ProcessId}/status", Cancel);

        Assert.DoesNotContain(status, line => line.StartsWith("Uid:\t0\t", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_home, "postgres", "password")));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task StartAsync_as_root_home_that_postgres_cannot_reach_puts_the_data_elsewhere_and_remembers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root hands the server to another user.");
        File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var server = await StartAsync();
        await server.DisposeAsync();
        Assert.StartsWith("/var/lib/agentgrid/", server.DataDirectory, StringComparison.Ordinal);

        File.SetUnixFileMode(_home, File.GetUnixFileMode(_home) | UnixFileMode.OtherExecute);
        await using var again = await StartAsync();

        Assert.Equal(server.DataDirectory, again.DataDirectory);
        Assert.Equal(PrivateServerOrigin.Started, again.Origin);
        await again.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(server.DataDirectory)!, recursive: true);
    }

    [Fact]
    public async Task StartAsync_long_path_of_home_uses_a_short_socket_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No unix sockets there.");
        var home = Path.Combine(_home, new string('x', 100));
        await using var server = await PrivateServer.StartAsync(new PostgresOptions { Home = home }, TimeProvider.System, NullLogger<PrivateServer>.Instance, Cancel);
        var folder = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;

        await TestPostgres.RunAsync(server.ConnectionString, "SELECT 1", Cancel);
        await server.DisposeAsync();

        Assert.False(Directory.Exists(folder));
    }

    private Task<PrivateServer> StartAsync() =>
        PrivateServer.StartAsync(new PostgresOptions { Home = _home }, TimeProvider.System, NullLogger<PrivateServer>.Instance, Cancel);

    /// <summary>Runs the server under a process of its own and ends that one with kill -9; returns the server's process id.</summary>
    private async Task<int> StartAndKillParentAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AgentGrid.Testing.Server.dll"), _home]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var parent = Process.Start(start)!;
        var serverId = int.Parse((await parent.StandardOutput.ReadLineAsync(Cancel))!, System.Globalization.CultureInfo.InvariantCulture);
        parent.Kill();
        await parent.WaitForExitAsync(Cancel);
        return serverId;
    }

    private static async Task KillAsync(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        await process.WaitForExitAsync(Cancel);
    }

    private static async Task<bool> AnswersAsync(string connectionString)
    {
        try
        {
            await TestPostgres.RunAsync(connectionString, "SELECT 1", Cancel);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
