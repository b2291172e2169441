using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>States as JSON in memory, for tests: lost with the process, otherwise as strict as a database.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (byte[] Json, string Etag)> _rows = new();
    private long _lastEtag;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_rows.TryGetValue((stateName, grainId), out var row))
            Fill(grainState, JsonSerializer.Deserialize<T>(row.Json), row.Etag, true);
        else
            Fill(grainState, PersistentState<T>.NewState(), null, false);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var next = (JsonSerializer.SerializeToUtf8Bytes(grainState.State), Interlocked.Increment(ref _lastEtag).ToString(CultureInfo.InvariantCulture));
        var current = _rows.TryGetValue(key, out var row) ? row.Etag : null;
        var written = current == grainState.ETag && (current is null ? _rows.TryAdd(key, next) : _rows.TryUpdate(key, next, row));
        if (!written) throw Lost(stateName, grainId, current, grainState.ETag);
        Fill(grainState, grainState.State, next.Item2, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var current = _rows.TryGetValue(key, out var row) ? row.Etag : null;
        if (current != grainState.ETag || (current is not null && !_rows.TryRemove(new(key, row)))) throw Lost(stateName, grainId, current, grainState.ETag);
        Fill(grainState, PersistentState<T>.NewState(), null, false);
        return Task.CompletedTask;
    }

    private static void Fill<T>(IGrainState<T> target, T? state, string? etag, bool exists)
    {
        target.State = state;
        target.ETag = etag;
        target.RecordExists = exists;
    }

    private static InconsistentStateException Lost(string stateName, GrainId grainId, string? stored, string? current) =>
        new($"State {stateName} of {grainId} was changed by somebody else.", stored, current);
}
