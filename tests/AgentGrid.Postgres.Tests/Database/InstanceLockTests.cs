using AgentGrid.Postgres.Database;
using AgentGrid.Testing;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Database;

public sealed class InstanceLockTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Sessions = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'grid %'";
    private static readonly string LockRows = $"FROM pg_locks WHERE locktype = 'advisory' AND classid = {AdvisoryLocks.Space} AND objid = {AdvisoryLocks.Instance} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private GridDatabase _database = null!;
    private NpgsqlConnection _other = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.OwnerConnectionString) { Pooling = false, ApplicationName = "somebody else" }.ConnectionString);
        await _other.OpenAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task AcquireAsync_second_embedded_engine_is_refused_and_told_who_holds_it()
    {
        await using var first = await AcquireAsync(InstanceMode.Embedded);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => AcquireAsync(InstanceMode.Embedded));

        Assert.Contains($"grid embedded process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcquireAsync_cluster_processes_share_but_keep_an_embedded_engine_out()
    {
        await using var first = await AcquireAsync(InstanceMode.Cluster);
        await using var second = await AcquireAsync(InstanceMode.Cluster);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => AcquireAsync(InstanceMode.Embedded));

        Assert.Contains("grid cluster process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcquireAsync_cluster_is_kept_out_by_an_embedded_engine()
    {
        await using var first = await AcquireAsync(InstanceMode.Embedded);

        await Assert.ThrowsAsync<PostgresSetupException>(() => AcquireAsync(InstanceMode.Cluster));
    }

    [Fact]
    public async Task DisposeAsync_gives_the_lock_back()
    {
        await (await AcquireAsync(InstanceMode.Embedded)).DisposeAsync();

        // The server ends the session a moment after the connection was closed.
        await UntilAsync($"SELECT NOT EXISTS (SELECT 1 {LockRows})");
        await using var second = await AcquireAsync(InstanceMode.Embedded);

        Assert.False(second.Lost.IsCompleted);
    }

    [Fact]
    public async Task Lock_whose_connection_broke_is_taken_again()
    {
        await using var held = await AcquireAsync(InstanceMode.Embedded);
        var session = await _other.QuerySingleAsync<int>(Sessions);

        await _other.ExecuteAsync($"SELECT pg_terminate_backend({session})");

        await UntilAsync($"SELECT EXISTS (SELECT 1 {LockRows} AND granted AND pid <> {session})");
        Assert.False(held.Lost.IsCompleted);
    }

    [Fact]
    public async Task Lock_that_somebody_else_took_meanwhile_is_reported_lost()
    {
        await using var held = await AcquireAsync(InstanceMode.Embedded);
        var taking = _other.ExecuteAsync($"SELECT pg_advisory_lock({AdvisoryLocks.Space}, {AdvisoryLocks.Instance})");
        await using var third = new NpgsqlConnection(_database.OwnerConnectionString);
        await third.OpenAsync(Cancel);
        while (!await third.QuerySingleAsync<bool>($"SELECT EXISTS (SELECT 1 {LockRows} AND NOT granted)"))
            await Task.Yield();

        await third.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM ({Sessions}) AS s");

        await taking;
        Assert.Contains("somebody else", await held.Lost.WaitAsync(Cancel), StringComparison.Ordinal);
    }

    private Task<InstanceLock> AcquireAsync(InstanceMode mode) =>
        InstanceLock.AcquireAsync(_database, new PostgresOptions(), mode, TimeProvider.System, NullLoggerFactory.Instance, Cancel);

    private async Task UntilAsync(string condition)
    {
        while (!await _other.QuerySingleAsync<bool>(new CommandDefinition(condition, cancellationToken: Cancel)))
            await Task.Yield();
    }
}
