using System.Collections.Immutable;

namespace AgentGrid.Contracts.Rooms;

/// <summary>How a room stands, for an API process that listens.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.beat")]
public sealed class RoomBeat
{
    [Id(0)]
    public required long Epoch { get; init; }

    /// <summary>Seq of the last message.</summary>
    [Id(1)]
    public required long Head { get; init; }

    /// <summary>Number of the last change of presence that was told.</summary>
    [Id(2)]
    public required long PresenceVersion { get; init; }

    /// <summary>Of the connections named, those whose owners are no members any more.</summary>
    [Id(3)]
    public ImmutableArray<Guid> Strangers { get; init; } = [];
}
