using System.Globalization;
using Npgsql;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Reminders in the table <c>engine_reminders</c>.</summary>
internal sealed class PostgresReminderTable(NpgsqlDataSource database) : IReminderTable
{
    private const string Columns = "grain_type, grain_key, name, start_at, period, next_due, version";

    public async Task<List<ReminderEntry>> ReadAsync(GrainId grainId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM engine_reminders WHERE grain_type = $1 AND grain_key = $2 ORDER BY name");
        AddGrain(command, grainId);
        return await ReadAllAsync(command, cancellationToken);
    }

    public async Task<List<ReminderEntry>> ReadDueAsync(DateTime until, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM engine_reminders WHERE next_due <= $1 ORDER BY next_due LIMIT $2");
        command.Parameters.Add(new() { Value = until });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAllAsync(command, cancellationToken);
    }

    public async Task<DateTime?> ReadNextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT next_due FROM engine_reminders ORDER BY next_due LIMIT 1");
        return await command.ExecuteScalarAsync(cancellationToken) as DateTime?;
    }

    public async Task<ReminderEntry?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM engine_reminders WHERE grain_type = $1 AND grain_key = $2 AND name = $3");
        AddGrain(command, grainId);
        command.Parameters.Add(new() { Value = name });
        return (await ReadAllAsync(command, cancellationToken)).FirstOrDefault();
    }

    public async Task<string> UpsertAsync(ReminderEntry entry, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO engine_reminders AS r (grain_type, grain_key, name, start_at, period, next_due)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (grain_type, grain_key, name) DO UPDATE
            SET start_at = excluded.start_at, period = excluded.period, next_due = excluded.next_due, version = nextval('engine_version')
            RETURNING version
            """);
        AddGrain(command, entry.GrainId);
        command.Parameters.Add(new() { Value = entry.Name });
        command.Parameters.Add(new() { Value = entry.StartAt });
        command.Parameters.Add(new() { Value = entry.Period });
        command.Parameters.Add(new() { Value = entry.NextDue });
        return Text(await command.ExecuteScalarAsync(cancellationToken));
    }

    public async Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "DELETE FROM engine_reminders WHERE grain_type = $1 AND grain_key = $2 AND name = $3 AND version = $4");
        AddGrain(command, grainId);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = long.Parse(etag, CultureInfo.InvariantCulture) });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task MoveAsync(ReminderEntry entry, DateTime nextDue, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE engine_reminders SET next_due = $5 WHERE grain_type = $1 AND grain_key = $2 AND name = $3 AND version = $4");
        AddGrain(command, entry.GrainId);
        command.Parameters.Add(new() { Value = entry.Name });
        command.Parameters.Add(new() { Value = long.Parse(entry.Etag, CultureInfo.InvariantCulture) });
        command.Parameters.Add(new() { Value = nextDue });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddGrain(NpgsqlCommand command, GrainId grainId)
    {
        command.Parameters.Add(new() { Value = grainId.Type.ToString() });
        command.Parameters.Add(new() { Value = grainId.Key.ToString() });
    }

    private static async Task<List<ReminderEntry>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<ReminderEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                GrainId.Create(reader.GetString(0), reader.GetString(1)), reader.GetString(2), reader.GetDateTime(3), reader.GetTimeSpan(4),
                reader.GetDateTime(5), Text(reader.GetInt64(6))));
        }

        return rows;
    }

    private static string Text(object? version) => Convert.ToString(version, CultureInfo.InvariantCulture)!;
}
