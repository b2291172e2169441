namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>How many sessions of each address are in no namespace: nobody knows yet who they are, so they are few. Thread-safe.</summary>
internal sealed class PendingSessions(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a new session, unless there are too many.</summary>
    internal bool TryAdd(string address)
    {
        lock (_gate)
        {
            if (_counts.GetValueOrDefault(address) >= most) return false;
            AddCore(address);
            return true;
        }
    }

    /// <summary>Counts a session that was in a namespace before.</summary>
    internal void Add(string address)
    {
        lock (_gate)
            AddCore(address);
    }

    internal void Release(string address)
    {
        lock (_gate)
        {
            var left = _counts[address] - 1;
            if (left == 0) _counts.Remove(address);
            else _counts[address] = left;
        }
    }

    private void AddCore(string address) => _counts[address] = _counts.GetValueOrDefault(address) + 1;
}
