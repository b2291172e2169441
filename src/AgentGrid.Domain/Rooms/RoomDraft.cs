namespace AgentGrid.Domain.Rooms;

/// <summary>A message as its sender gives it.</summary>
public sealed record RoomDraft
{
    /// <summary>Text, at most <see cref="RoomRules.MaxBodyBytes"/> bytes.</summary>
    public required string Body { get; init; }

    /// <summary>One of <see cref="RoomRules.ContentTypes"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>The message of the same room that this one answers; null for none.</summary>
    public Guid? ReplyTo { get; init; }

    /// <summary>A JSON object as text; null for none.</summary>
    public string? Metadata { get; init; }

    /// <summary>The sender's own id: one that was used before gives the message of before. Null: a message of its own.</summary>
    public string? ClientMessageId { get; init; }
}
