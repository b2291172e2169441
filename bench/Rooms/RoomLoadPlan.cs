namespace AgentGrid.Bench.Rooms;

/// <summary>One run of the generator of messages.</summary>
internal sealed record RoomLoadPlan
{
    /// <summary>TCP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    public required RoomDoor Door { get; init; }

    /// <summary>One socket for each. Messages are sent by them in this order, over and over.</summary>
    public required IReadOnlyList<RoomSeat> Seats { get; init; }

    /// <summary>Messages per second of all sockets together, evenly spaced.</summary>
    public required double Rate { get; init; }

    /// <summary>Seconds of load before anything is counted.</summary>
    public double WarmUpSeconds { get; init; } = 1;

    /// <summary>Seconds that count.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>Begins the client message ids; another one for each run, because servers remember them for ever.</summary>
    public required string Run { get; init; }

    /// <summary>Text of a message, bytes.</summary>
    public int BodyBytes { get; init; } = 128;

    /// <summary>The server's process, whose processor time is read.</summary>
    public int ServerProcess { get; init; }

    /// <summary>The database's first process.</summary>
    public int DatabaseProcess { get; init; }
}
