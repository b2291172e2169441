using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>States as JSON in the table <c>engine_state</c>. The ETag is a version that no two writes share, compared in the statement that writes.</summary>
internal sealed class PostgresGrainStorage(NpgsqlDataSource database, TimeProvider time, string storageName) : IGrainStorage
{
    private const string Where = "storage = $1 AND state = $2 AND grain_type = $3 AND grain_key = $4";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var command = Command($"SELECT body, version FROM engine_state WHERE {Where}", stateName, grainId);
        await using var reader = await command.ExecuteReaderAsync();
        if (await reader.ReadAsync())
            Fill(grainState, JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(0)), Text(reader.GetInt64(1)), true);
        else
            Fill(grainState, PersistentState<T>.NewState(), null, false);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var isNew = grainState.ETag is null;
        await using var command = Command(
            isNew
                ? """
                  INSERT INTO engine_state (storage, state, grain_type, grain_key, body, modified_at) VALUES ($1, $2, $3, $4, $5, $6)
                  ON CONFLICT DO NOTHING RETURNING version
                  """
                : $"UPDATE engine_state SET body = $5, modified_at = $6, version = nextval('engine_version') WHERE {Where} AND version = $7 RETURNING version",
            stateName, grainId);
        command.Parameters.Add(new() { Value = JsonSerializer.SerializeToUtf8Bytes(grainState.State), NpgsqlDbType = NpgsqlDbType.Json });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        if (!isNew) command.Parameters.Add(new() { Value = Version(grainState.ETag) });
        var version = await command.ExecuteScalarAsync() ?? throw Lost(stateName, grainId, grainState.ETag);
        Fill(grainState, grainState.State, Text(version), true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
        {
            await using var command = Command($"DELETE FROM engine_state WHERE {Where} AND version = $5", stateName, grainId);
            command.Parameters.Add(new() { Value = Version(grainState.ETag) });
            if (await command.ExecuteNonQueryAsync() == 0) throw Lost(stateName, grainId, grainState.ETag);
        }

        Fill(grainState, PersistentState<T>.NewState(), null, false);
    }

    private NpgsqlCommand Command(string sql, string stateName, GrainId grainId)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in (ReadOnlySpan<string>)[storageName, stateName, grainId.Type.ToString(), grainId.Key.ToString()])
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static void Fill<T>(IGrainState<T> target, T? state, string? etag, bool exists)
    {
        target.State = state;
        target.ETag = etag;
        target.RecordExists = exists;
    }

    private static long Version(string? etag) => long.Parse(etag!, CultureInfo.InvariantCulture);

    private static string Text(object version) => Convert.ToString(version, CultureInfo.InvariantCulture)!;

    private static InconsistentStateException Lost(string stateName, GrainId grainId, string? current) =>
        new($"State {stateName} of {grainId} was changed by somebody else.", "another", current);
}
