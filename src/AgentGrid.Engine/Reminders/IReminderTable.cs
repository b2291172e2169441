using Orleans.Runtime;

namespace Orleans;

/// <summary>Where reminders are kept.</summary>
internal interface IReminderTable
{
    /// <summary>All of one grain.</summary>
    Task<List<ReminderEntry>> ReadAsync(GrainId grainId, CancellationToken cancellationToken);

    /// <summary>All whose next tick is due at or before <paramref name="until"/>, the earliest first, at most <paramref name="limit"/>.</summary>
    Task<List<ReminderEntry>> ReadDueAsync(DateTime until, int limit, CancellationToken cancellationToken);

    /// <summary>When the earliest tick is due; null without reminders.</summary>
    Task<DateTime?> ReadNextDueAsync(CancellationToken cancellationToken);

    Task<ReminderEntry?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken);

    /// <summary>Adds or replaces; gives the new ETag.</summary>
    Task<string> UpsertAsync(ReminderEntry entry, CancellationToken cancellationToken);

    /// <summary>False when it was changed or removed.</summary>
    Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken);

    /// <summary>Sets the next tick, unless the reminder was changed.</summary>
    Task MoveAsync(ReminderEntry entry, DateTime nextDue, CancellationToken cancellationToken);
}
