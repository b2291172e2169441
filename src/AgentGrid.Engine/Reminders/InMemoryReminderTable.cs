using System.Globalization;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Reminders in memory, for tests: lost with the process.</summary>
internal sealed class InMemoryReminderTable : IReminderTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _rows = [];
    private long _lastEtag;

    public Task<List<ReminderEntry>> ReadAsync(GrainId grainId, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_rows.Values.Where(row => row.GrainId == grainId).ToList());
    }

    public Task<List<ReminderEntry>> ReadDueAsync(DateTime until, int limit, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_rows.Values.Where(row => row.NextDue <= until).OrderBy(row => row.NextDue).Take(limit).ToList());
    }

    public Task<DateTime?> ReadNextDueAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_rows.Count == 0 ? (DateTime?)null : _rows.Values.Min(row => row.NextDue));
    }

    public Task<ReminderEntry?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_rows.GetValueOrDefault((grainId, name)));
    }

    public Task<string> UpsertAsync(ReminderEntry entry, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var etag = (++_lastEtag).ToString(CultureInfo.InvariantCulture);
            _rows[(entry.GrainId, entry.Name)] = entry with { Etag = etag };
            return Task.FromResult(etag);
        }
    }

    public Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_rows.TryGetValue((grainId, name), out var row) && row.Etag == etag && _rows.Remove((grainId, name)));
    }

    public Task MoveAsync(ReminderEntry entry, DateTime nextDue, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_rows.TryGetValue((entry.GrainId, entry.Name), out var row) && row.Etag == entry.Etag)
                _rows[(entry.GrainId, entry.Name)] = row with { NextDue = nextDue };
            return Task.CompletedTask;
        }
    }
}
