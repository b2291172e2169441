namespace AgentGrid.Bench.RoomFaults;

/// <summary>What a run found out.</summary>
internal sealed record FaultOutcome
{
    /// <summary>Whoever can say what became of the messages.</summary>
    internal required IReadOnlyList<FaultTally> Witnesses { get; init; }

    /// <summary>Faults that were injected: times, connections cut, and seconds until what was hurt served again.</summary>
    internal required IReadOnlyList<(FaultKind Kind, int Times, int Connections, double Seconds)> Injected { get; init; }

    /// <summary>What members lived through, summed up; by name.</summary>
    internal required IReadOnlyList<(string What, long Count)> Lived { get; init; }

    /// <summary>What the protocol does not allow, and what the verifier of the chains found. Should be empty.</summary>
    internal required IReadOnlyList<string> Complaints { get; init; }

    /// <summary>Messages that were acknowledged.</summary>
    internal required long Messages { get; init; }

    /// <summary>Time in which they were posted, faults and all.</summary>
    internal required TimeSpan Time { get; init; }
}
