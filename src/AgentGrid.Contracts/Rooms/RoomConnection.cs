namespace AgentGrid.Contracts.Rooms;

/// <summary>A connection of a member.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.connection")]
public readonly record struct RoomConnection
{
    public RoomConnection(Guid id, Guid member)
    {
        Id = id;
        Member = member;
    }

    /// <summary>Names the connection.</summary>
    [Id(0)]
    public Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    [Id(1)]
    public Guid Member { get; init; }
}
