namespace AgentGrid.Domain.Rooms;

/// <summary>A room as stored.</summary>
public sealed record RoomRecord
{
    public required Guid Id { get; init; }

    /// <summary>Order of creation.</summary>
    public long Position { get; init; }

    /// <summary>Short unique name.</summary>
    public required string Slug { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>From 1; grows when the room goes on from a restored backup.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Counts changes of the room and of its members; messages are written only by who knows the newest.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Names the operation that made it; null for none.</summary>
    public string? OperationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many members it has.</summary>
    public int Members { get; init; }

    /// <summary>Seq of its last message, 0 for none.</summary>
    public long Head { get; init; }
}
