using System.Collections.Immutable;

namespace AgentGrid.Contracts.Rooms;

/// <summary>Messages that were written, for those who listen.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.notice")]
public sealed class RoomNotice
{
    [Id(0)]
    public required RoomId Room { get; init; }

    [Id(1)]
    public required long Epoch { get; init; }

    /// <summary>Seq of the first; the others follow without holes.</summary>
    [Id(2)]
    public required long First { get; init; }

    /// <summary>Each message as a JSON object in UTF-8. Shared by all who get it and never changed.</summary>
    [Id(3)]
    public required ImmutableArray<byte[]> Messages { get; init; }
}
