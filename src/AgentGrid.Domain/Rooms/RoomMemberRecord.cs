namespace AgentGrid.Domain.Rooms;

/// <summary>A member of a room. Deregistered agents and deleted people are members no more.</summary>
public sealed record RoomMemberRecord
{
    /// <summary>Id of the agent or person.</summary>
    public required Guid MemberId { get; init; }

    /// <summary>One of <see cref="RoomMemberKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its display name.</summary>
    public required string Name { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset AddedAt { get; init; }
}
