namespace AgentGrid.Domain.Rooms;

/// <summary>Which part of a room's history.</summary>
public sealed record RoomHistoryQuery
{
    /// <summary>The room.</summary>
    public required Guid RoomId { get; init; }

    /// <summary>Most messages.</summary>
    public required int Limit { get; init; }

    /// <summary>Those after this seq, oldest first. Null: newest first.</summary>
    public long? After { get; init; }

    /// <summary>Newest first: only those before this message. Null: from the end.</summary>
    public Guid? Before { get; init; }
}
