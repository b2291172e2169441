namespace AgentGrid.Bench.RoomFaults;

/// <summary>A run of fault injection.</summary>
internal sealed record FaultPlan
{
    /// <summary>Rooms.</summary>
    public required int Rooms { get; init; }

    /// <summary>Members of each room. Each has one socket, sends and receives. Of every five two come by socket.io, and one posts by REST.</summary>
    public required int MembersPerRoom { get; init; }

    /// <summary>Messages to be acknowledged at least; it goes on until every kind of fault has happened, too.</summary>
    public required int Messages { get; init; }

    /// <summary>Pause between two faults.</summary>
    public required TimeSpan Pause { get; init; }

    /// <summary>After so long the run fails.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>The faults, in their order, again and again.</summary>
    public IReadOnlyList<FaultKind> Faults { get; init; } =
        [FaultKind.Reset, FaultKind.KillApi, FaultKind.Abandon, FaultKind.RestartDatabase, FaultKind.Reset, FaultKind.KillApi, FaultKind.CrashDatabase];

    /// <summary>Where chance begins.</summary>
    public required int Seed { get; init; }
}
