using System.Collections.Immutable;

namespace AgentGrid.Contracts.Rooms;

/// <summary>Who is connected to a room.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.presence")]
public sealed class RoomPresenceSnapshot
{
    /// <summary>Number of the last change that was told.</summary>
    [Id(0)]
    public required long Version { get; init; }

    /// <summary>Members online.</summary>
    [Id(1)]
    public required int Count { get; init; }

    /// <summary>Them; default when there are too many to be listed.</summary>
    [Id(2)]
    public ImmutableArray<RoomMember> Members { get; init; }
}
