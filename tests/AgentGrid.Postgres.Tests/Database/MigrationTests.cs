using AgentGrid.Postgres.Database;
using AgentGrid.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Database;

public sealed class MigrationTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_empty_database_applies_all_migrations()
    {
        await using var database = await OpenAsync(await postgres.CreateDatabaseAsync(migrated: false, Cancel));

        Assert.Equal(Migration.Embedded().Count, await CountAsync(database));
        Assert.Equal(Migration.Embedded()[^1].Number, database.SchemaVersion);
    }

    [Fact]
    public async Task OpenAsync_repeated_applies_nothing_again()
    {
        var url = await postgres.CreateDatabaseAsync(migrated: false, Cancel);
        await (await OpenAsync(url)).DisposeAsync();

        await using var database = await OpenAsync(url);

        Assert.Equal(Migration.Embedded().Count, await CountAsync(database));
    }

    [Fact]
    public async Task OpenAsync_many_at_once_apply_each_migration_once()
    {
        var url = await postgres.CreateDatabaseAsync(migrated: false, Cancel);

        var databases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync(url)));

        Assert.Equal(Migration.Embedded().Count, await CountAsync(databases[0]));
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_another_starter_holds_the_lock_too_long_is_refused()
    {
        var url = await postgres.CreateDatabaseAsync(cancellationToken: Cancel);
        await using var other = new NpgsqlConnection(url);
        await other.OpenAsync(Cancel);
        await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({AdvisoryLocks.Space}, {AdvisoryLocks.Migrations})", other);
        await take.ExecuteNonQueryAsync(Cancel);
        var options = new PostgresOptions { DatabaseUrl = url, MigrationLockTimeout = TimeSpan.FromMilliseconds(50) };

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => GridDatabase.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancel));

        Assert.Contains("applying migrations", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_edited_migration_is_refused()
    {
        var url = await postgres.CreateDatabaseAsync(cancellationToken: Cancel);
        await TestPostgres.RunAsync(url, "UPDATE schema_migrations SET checksum = 'other' WHERE number = 1", Cancel);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => OpenAsync(url));

        Assert.Contains("0001_foundation was edited", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_database_of_a_newer_version_is_refused()
    {
        var url = await postgres.CreateDatabaseAsync(cancellationToken: Cancel);
        await TestPostgres.RunAsync(url, "INSERT INTO schema_migrations (number, name, checksum) VALUES (9999, 'future', 'x')", Cancel);

        var refusal = await Assert.ThrowsAsync<PostgresSetupException>(() => OpenAsync(url));

        Assert.Contains("from a newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("9999_future", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_failing_migration_leaves_nothing_of_itself()
    {
        var url = await postgres.CreateDatabaseAsync(migrated: false, Cancel);
        await using var connection = new NpgsqlConnection(url);
        await connection.OpenAsync(Cancel);
        Migration[] migrations = [new(1, "good", "CREATE TABLE good (id int)"), new(2, "bad", "CREATE TABLE bad (id int); SELECT 1/0")];
        var migrator = new Migrator(migrations, TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger.Instance);

        await Assert.ThrowsAsync<PostgresException>(() => migrator.ApplyAsync(connection, Cancel));

        await using var command = new NpgsqlCommand("SELECT to_regclass('good') IS NOT NULL AND to_regclass('bad') IS NULL AND (SELECT max(number) = 1 FROM schema_migrations)", connection);
        Assert.Equal(true, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public void Embedded_numbers_have_no_gaps()
    {
        Assert.Equal(Enumerable.Range(1, Migration.Embedded().Count), Migration.Embedded().Select(migration => migration.Number));
    }

    private static Task<GridDatabase> OpenAsync(string url) =>
        GridDatabase.OpenAsync(new PostgresOptions { DatabaseUrl = url, MinPoolSize = 0 }, TimeProvider.System, NullLoggerFactory.Instance, Cancel);

    private static async Task<long> CountAsync(GridDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM schema_migrations", connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
