namespace AgentGrid.Contracts.Rooms;

/// <summary>A room as stored.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.snapshot")]
public sealed class RoomSnapshot
{
    [Id(0)]
    public required RoomId Id { get; init; }

    /// <summary>Short unique name.</summary>
    [Id(1)]
    public required string Slug { get; init; }

    /// <summary>What people call it.</summary>
    [Id(2)]
    public required string Name { get; init; }

    /// <summary>Grows when the room goes on from a restored backup.</summary>
    [Id(3)]
    public required long Epoch { get; init; }

    /// <summary>Counts changes of the room and of its members.</summary>
    [Id(4)]
    public required int Version { get; init; }

    /// <summary>How many members it has.</summary>
    [Id(5)]
    public required int Members { get; init; }

    /// <summary>Seq of its last message, 0 for none.</summary>
    [Id(6)]
    public required long Head { get; init; }

    [Id(7)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(8)]
    public required DateTimeOffset UpdatedAt { get; init; }
}
