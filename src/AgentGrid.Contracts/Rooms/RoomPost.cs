namespace AgentGrid.Contracts.Rooms;

/// <summary>A message that is to be posted. The bounds are those of <c>RoomRules</c>.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.post")]
public sealed class RoomPost
{
    /// <summary>The text.</summary>
    [Id(0)]
    public required string Body { get; init; }

    /// <summary><c>text/plain</c>, <c>text/markdown</c> or <c>application/json</c>.</summary>
    [Id(1)]
    public required string ContentType { get; init; }

    /// <summary>The message of this room that it answers; null for none.</summary>
    [Id(2)]
    public Guid? ReplyTo { get; init; }

    /// <summary>A JSON object as text; null for none.</summary>
    [Id(3)]
    public string? Metadata { get; init; }

    /// <summary>The sender's own id of it; null: it is never taken for a repetition.</summary>
    [Id(4)]
    public string? ClientMessageId { get; init; }
}
