using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Server;
using AgentGrid.Testing;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrid.Postgres.Tests.Database;

public sealed class GridDatabaseTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExecuteAsync_server_gone_fails_fast_and_heals_without_restart()
    {
        var home = TestPostgres.CreateHome();
        var options = new PostgresOptions { Home = home };
        var time = new FakeTimeProvider();
        var server = await PrivateServer.StartAsync(options, TimeProvider.System, NullLogger<PrivateServer>.Instance, Cancel);
        await using var database = await GridDatabase.OpenAsync(new PostgresOptions { DatabaseUrl = server.ConnectionString }, time, NullLoggerFactory.Instance, Cancel);
        Assert.Equal(1, await OneAsync(database));

        await server.DisposeAsync();
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => OneAsync(database));
        var tried = false;
        var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.ExecuteAsync((_, _) => Task.FromResult(tried = true), Cancel));
        Assert.Equal("The database is away.", refusal.Message);
        Assert.True(refusal.RetryAfter >= TimeSpan.FromSeconds(1));
        Assert.False(refusal.OutcomeUnknown);
        Assert.False(tried);
        Assert.False(await database.PingAsync(Cancel));

        // The trial call finds it still away, the next one finds it back.
        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => OneAsync(database));
        await using (await PrivateServer.StartAsync(options, TimeProvider.System, NullLogger<PrivateServer>.Instance, Cancel))
        {
            Assert.True(await database.PingAsync(Cancel));
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1, await OneAsync(database));
        }

        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task ExecuteAsync_connection_breaks_after_work_was_sent_outcome_is_unknown()
    {
        await using var database = await postgres.OpenDatabaseAsync(Cancel);

        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.ExecuteAsync(
            async (connection, _) =>
            {
                await TestPostgres.RunAsync(database.OwnerConnectionString, $"SELECT pg_terminate_backend({connection.ProcessID}, 10000)", Cancel);
                return await connection.ExecuteAsync("SELECT 1");
            },
            Cancel));

        Assert.True(failure.OutcomeUnknown);
        Assert.Equal(1, await OneAsync(database));
    }

    [Fact]
    public async Task TransactAsync_connection_breaks_before_commit_nothing_was_written()
    {
        await using var database = await postgres.OpenDatabaseAsync(Cancel);

        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.TransactAsync(
            async (connection, _, _) =>
            {
                await connection.ExecuteAsync("INSERT INTO system_settings VALUES ('a', 'b', false, now())");
                await TestPostgres.RunAsync(database.OwnerConnectionString, $"SELECT pg_terminate_backend({connection.ProcessID}, 10000)", Cancel);
                return await connection.ExecuteAsync("SELECT 1");
            },
            Cancel));

        Assert.False(failure.OutcomeUnknown);
        Assert.Equal(0, await database.ExecuteAsync((connection, _) => connection.QuerySingleAsync<int>("SELECT count(*)::int FROM system_settings"), Cancel));
    }

    [Fact]
    public async Task TransactAsync_work_throws_rolls_back()
    {
        await using var database = await postgres.OpenDatabaseAsync(Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => database.TransactAsync<int>(
            async (connection, _, _) =>
            {
                await connection.ExecuteAsync("INSERT INTO system_settings VALUES ('a', 'b', false, now())");
                throw new InvalidOperationException();
            },
            Cancel));

        Assert.Equal(0, await database.ExecuteAsync((connection, _) => connection.QuerySingleAsync<int>("SELECT count(*)::int FROM system_settings"), Cancel));
    }

    [Fact]
    public async Task TransactAsync_user_is_known_in_the_transaction_only()
    {
        await using var database = await postgres.OpenDatabaseAsync(Cancel);
        var user = Guid.CreateVersion7();

        var inside = await database.TransactAsync((connection, _, _) => connection.QuerySingleAsync<string>("SELECT current_setting('grid.user_id', true)"), Cancel, user);
        var after = await database.ExecuteAsync((connection, _) => connection.QuerySingleAsync<string?>("SELECT nullif(current_setting('grid.user_id', true), '')"), Cancel);

        Assert.Equal(user.ToString(), inside);
        Assert.Null(after);
    }

    [Fact]
    public async Task ExecuteAsync_refused_statement_is_not_a_missing_database()
    {
        await using var database = await postgres.OpenDatabaseAsync(Cancel);

        for (var i = 0; i < 10; i++)
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsync((connection, _) => connection.ExecuteAsync("SELECT 1/0"), Cancel));

        Assert.Equal(1, await OneAsync(database));
    }

    [Fact]
    public async Task OpenAsync_nobody_listens_says_where_it_looked()
    {
        var options = new PostgresOptions { DatabaseUrl = "postgres://u:secret@127.0.0.1:1/d" };

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => GridDatabase.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancel));

        Assert.Contains("127.0.0.1:1 cannot be reached", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_missing_database_says_how_to_create_it()
    {
        var url = new Npgsql.NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync(cancellationToken: Cancel)) { Database = "nowhere" }.ConnectionString;

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(
            () => GridDatabase.OpenAsync(new PostgresOptions { DatabaseUrl = url }, TimeProvider.System, NullLoggerFactory.Instance, Cancel));

        Assert.Contains("CREATE DATABASE \"nowhere\"", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<int> OneAsync(GridDatabase database) => database.ExecuteAsync((connection, _) => connection.QuerySingleAsync<int>("SELECT 1"), Cancel);
}
