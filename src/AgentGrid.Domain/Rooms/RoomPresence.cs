namespace AgentGrid.Domain.Rooms;

/// <summary>
/// Who is connected to a room. Every API process says which connections it has and says so again within <see cref="Lease"/>, or they count as gone: no ghost survives
/// its process. Changes add up until they are taken. Times are milliseconds of one clock. Not thread-safe: one owner.
/// </summary>
public sealed class RoomPresence
{
    /// <summary>How long a process's word holds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(25);

    /// <summary>Above so many members online only their number is told.</summary>
    public const int MostListed = 200;

    private readonly Dictionary<Guid, Process> _processes = [];
    private readonly Dictionary<Guid, int> _online = [];
    private readonly HashSet<Guid> _told = [];
    private readonly HashSet<Guid> _touched = [];

    /// <summary>Members with at least one connection.</summary>
    public int Count => _online.Count;

    /// <summary>Counts the changes that were taken; who knows another number asks for the whole list.</summary>
    public long Version { get; private set; }

    /// <summary>Whether there are changes to take.</summary>
    public bool IsChanged => _touched.Any(member => _online.ContainsKey(member) != _told.Contains(member));

    /// <summary>Members with a connection, in no order.</summary>
    public IReadOnlyCollection<Guid> Online => _online.Keys;

    /// <summary>All connections of a process, instead of what it said before.</summary>
    public void Renew(Guid process, IEnumerable<(Guid Connection, Guid Member)> connections, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(connections);
        var before = _processes.GetValueOrDefault(process)?.Connections ?? [];
        var after = new Dictionary<Guid, Guid>();
        foreach (var (connection, member) in connections)
            if (after.TryAdd(connection, member)) Add(member);
        foreach (var member in before.Values) Remove(member);
        if (after.Count == 0) _processes.Remove(process);
        else _processes[process] = new Process(after, nowMs + (long)Lease.TotalMilliseconds);
    }

    /// <summary>Connections of a process that came or went since it last said.</summary>
    public void Change(Guid process, IEnumerable<(Guid Connection, Guid Member)> came, IEnumerable<Guid> went, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(came);
        ArgumentNullException.ThrowIfNull(went);
        if (!_processes.TryGetValue(process, out var known)) _processes[process] = known = new Process([], nowMs + (long)Lease.TotalMilliseconds);
        foreach (var (connection, member) in came)
            if (known.Connections.TryAdd(connection, member)) Add(member);
        foreach (var connection in went)
            if (known.Connections.Remove(connection, out var member)) Remove(member);
    }

    /// <summary>Forgets processes whose word has run out.</summary>
    public void Expire(long nowMs)
    {
        foreach (var (id, process) in _processes)
        {
            if (process.Until > nowMs) continue;
            _processes.Remove(id);
            foreach (var member in process.Connections.Values) Remove(member);
        }
    }

    /// <summary>Who came and who went since changes were last taken; null when nothing did.</summary>
    public RoomPresenceChange? Take()
    {
        List<Guid> joined = [], left = [];
        foreach (var member in _touched)
        {
            if (_online.ContainsKey(member))
            {
                if (_told.Add(member)) joined.Add(member);
            }
            else if (_told.Remove(member))
            {
                left.Add(member);
            }
        }

        _touched.Clear();
        return joined.Count + left.Count == 0 ? null : new RoomPresenceChange(++Version, Count, joined, left);
    }

    private void Add(Guid member)
    {
        _online[member] = _online.GetValueOrDefault(member) + 1;
        _touched.Add(member);
    }

    private void Remove(Guid member)
    {
        if (--_online[member] == 0) _online.Remove(member);
        _touched.Add(member);
    }

    private sealed record Process(Dictionary<Guid, Guid> Connections, long Until);
}
