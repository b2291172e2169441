using System.Collections.Immutable;

namespace AgentGrid.Contracts.Rooms;

/// <summary>Members came or went.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.presence-notice")]
public sealed class RoomPresenceNotice
{
    [Id(0)]
    public required RoomId Room { get; init; }

    /// <summary>Number of this change: 1, 2, 3 … as long as the grain lives.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>Members online now.</summary>
    [Id(2)]
    public required int Count { get; init; }

    /// <summary>Who came; default when there are too many online to be listed.</summary>
    [Id(3)]
    public ImmutableArray<RoomMember> Joined { get; init; }

    /// <summary>Who went; default when there are too many online to be listed.</summary>
    [Id(4)]
    public ImmutableArray<RoomMember> Left { get; init; }
}
