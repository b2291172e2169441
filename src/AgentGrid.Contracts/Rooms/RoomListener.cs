using System.Collections.Immutable;

namespace AgentGrid.Contracts.Rooms;

/// <summary>An API process that listens to a room, with its connections.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.listener")]
public sealed class RoomListener
{
    /// <summary>Names the process; new at each start.</summary>
    [Id(0)]
    public required Guid Process { get; init; }

    /// <summary>Who is told.</summary>
    [Id(1)]
    public required IRoomObserver Observer { get; init; }

    /// <summary>All connections that it has to the room.</summary>
    [Id(2)]
    public required ImmutableArray<RoomConnection> Connections { get; init; }
}
