using Microsoft.Extensions.Logging;
using Npgsql;

namespace AgentGrid.Postgres.Database;

/// <summary>
/// Brings a database's schema up to date. Processes that start together take turns under an advisory lock; each migration is one transaction with its row in
/// <c>schema_migrations</c>, so an interrupted start leaves whole migrations only.
/// </summary>
internal sealed class Migrator(IReadOnlyList<Migration> migrations, TimeSpan lockTimeout, TimeProvider time, ILogger logger)
{
    /// <summary>Returns the number of the newest migration.</summary>
    /// <exception cref="PostgresSetupException">The database is newer than this version, or an applied migration was edited, or the lock was not to be had.</exception>
    public async Task<int> ApplyAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        await LockAsync(owner, cancellationToken);
        await ApplicationRole.EnsureAsync(owner, cancellationToken);
        var applied = await ReadAppliedAsync(owner, cancellationToken);
        foreach (var migration in migrations)
        {
            if (!applied.Remove(migration.Number, out var known))
                await ApplyAsync(owner, migration, cancellationToken);
            else if (known.Checksum != migration.Checksum)
                throw new PostgresSetupException($"Migration {migration.Number:0000}_{migration.Name} was edited after this database had applied it. Use the released file; a change needs a new number.");
        }

        if (applied.Count > 0)
            throw new PostgresSetupException(
                $"This database is from a newer version of the grid: it has migration {applied.Keys.Max():0000}_{applied[applied.Keys.Max()].Name}, which this version does not know. Start the newer version, or restore a backup.");
        return migrations.Count == 0 ? 0 : migrations[^1].Number;
    }

    private async Task ApplyAsync(NpgsqlConnection owner, Migration migration, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        await using var transaction = await owner.BeginTransactionAsync(cancellationToken);
        await using var change = new NpgsqlCommand(migration.Sql, owner, transaction);
        await change.ExecuteNonQueryAsync(cancellationToken);
        await using var record = new NpgsqlCommand("INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)", owner, transaction);
        record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Number });
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name });
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Checksum });
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        PostgresLog.MigrationApplied(logger, migration.Number, migration.Name, (long)time.GetElapsedTime(begin).TotalMilliseconds);
    }

    /// <summary>The lock belongs to the session: closing the owner's connection gives it back, whatever happened.</summary>
    private async Task LockAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(
                $"SET lock_timeout = {(long)lockTimeout.TotalMilliseconds}; SELECT pg_advisory_lock({AdvisoryLocks.Space}, {AdvisoryLocks.Migrations}); SET lock_timeout = 0; SET client_min_messages = warning",
                owner);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new PostgresSetupException($"Another process has been applying migrations to this database for more than {lockTimeout.TotalSeconds:0} s. Wait for it, or look at pg_stat_activity for what it is doing.", e);
        }
    }

    private static async Task<Dictionary<int, (string Name, string Checksum)>> ReadAppliedAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number     int PRIMARY KEY,
                name       text NOT NULL,
                checksum   text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now());
            SELECT number, name, checksum FROM schema_migrations
            """;
        var applied = new Dictionary<int, (string, string)>();
        await using var command = new NpgsqlCommand(Sql, owner);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        return applied;
    }
}
