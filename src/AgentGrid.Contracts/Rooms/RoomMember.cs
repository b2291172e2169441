namespace AgentGrid.Contracts.Rooms;

/// <summary>A member of a room.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.member")]
public sealed class RoomMember
{
    /// <summary>Id of the agent or person.</summary>
    [Id(0)]
    public required Guid Id { get; init; }

    /// <summary><c>agent</c> or <c>user</c>.</summary>
    [Id(1)]
    public required string Kind { get; init; }

    /// <summary>Display name.</summary>
    [Id(2)]
    public required string Name { get; init; }

    /// <summary>Since when.</summary>
    [Id(3)]
    public required DateTimeOffset AddedAt { get; init; }
}
