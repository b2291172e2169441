namespace AgentGrid.Bench.RoomFaults;

/// <summary>What a member lived through. Its reader and its sender count different things.</summary>
internal sealed class MemberCounts
{
    private long _retries;
    private long _duplicates;

    /// <summary>Messages that its sockets were sent.</summary>
    internal long Received { get; set; }

    /// <summary>Of these, such as it had.</summary>
    internal long Repeats { get; set; }

    /// <summary>Messages that it read by REST, because it was told to.</summary>
    internal long Fetched { get; set; }

    /// <summary>Notices of messages that are left out.</summary>
    internal long Gaps { get; set; }

    /// <summary>Repeated heads that showed something missing.</summary>
    internal long Syncs { get; set; }

    /// <summary>Messages that came before their turn.</summary>
    internal long Jumps { get; set; }

    /// <summary>Sockets that ended or could not be opened.</summary>
    internal long Reconnects { get; set; }

    /// <summary>Attempts to post beyond the first of each message.</summary>
    internal long Retries => Volatile.Read(ref _retries);

    /// <summary>Answers that said <c>duplicate</c>.</summary>
    internal long Duplicates => Volatile.Read(ref _duplicates);

    internal void Retried() => Interlocked.Increment(ref _retries);

    internal void Duplicated() => Interlocked.Increment(ref _duplicates);
}
