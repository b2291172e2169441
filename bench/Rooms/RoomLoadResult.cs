using AgentGrid.Bench.Load;

namespace AgentGrid.Bench.Rooms;

/// <summary>What one run saw. Latencies are of the messages that were due in the counted seconds, from when they were due; rates are of what arrived in those seconds.</summary>
internal sealed record RoomLoadResult
{
    public required double Rate { get; init; }

    /// <summary>Acknowledged, which means committed.</summary>
    public required double PersistedPerSecond { get; init; }

    public required double DeliveriesPerSecond { get; init; }

    /// <summary>To every member's socket, the sender's own too.</summary>
    public required LatencySummary Receive { get; init; }

    public required LatencySummary Ack { get; init; }

    /// <summary>How late the generator itself sent; part of the others.</summary>
    public required LatencySummary SendDelay { get; init; }

    /// <summary>Messages, of the whole run, whose acknowledgement did not come.</summary>
    public required long Unacknowledged { get; init; }

    /// <summary>Deliveries, of the whole run, that did not come within the time after its end.</summary>
    public required long Missing { get; init; }

    /// <summary>Deliveries of a message to a socket that had it.</summary>
    public required long Repeated { get; init; }

    /// <summary>Deliveries with a lower seq than the one before on that socket.</summary>
    public required long OutOfOrder { get; init; }

    /// <summary>What else went wrong, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>Cores that the server kept busy.</summary>
    public required double ServerCores { get; init; }

    public required double DatabaseCores { get; init; }

    public required double GeneratorCores { get; init; }

    /// <summary>Cores that other programs kept busy.</summary>
    public required double OtherCores { get; init; }

    /// <summary>Everything arrived, once, and 99 % of it within this time.</summary>
    internal bool Sustains(double milliseconds) => Missing + Unacknowledged + Repeated == 0 && Errors.Count == 0 && Receive.P99 < milliseconds * 1000;
}
