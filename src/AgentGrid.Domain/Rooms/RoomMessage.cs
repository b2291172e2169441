using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Rooms;

/// <summary>A message as it is stored, for ever and unchanged.</summary>
public sealed record RoomMessage
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its room.</summary>
    public required Guid RoomId { get; init; }

    /// <summary>Place in the room: 1, 2, 3 … without holes, through all epochs.</summary>
    public required long Seq { get; init; }

    /// <summary>Epoch of the room when it was written.</summary>
    public required long Epoch { get; init; }

    /// <summary>The agent or person that wrote it.</summary>
    public required Guid SenderId { get; init; }

    /// <summary>One of <see cref="RoomMemberKinds"/>.</summary>
    public required string SenderKind { get; init; }

    /// <summary>What the sender was called then.</summary>
    public required string SenderName { get; init; }

    /// <summary>The text.</summary>
    public required string Body { get; init; }

    /// <summary>One of <see cref="RoomRules.ContentTypes"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>The message that this one answers; null for none.</summary>
    public Guid? ReplyTo { get; init; }

    /// <summary>A JSON object as its sender wrote it; null for none.</summary>
    public string? Metadata { get; init; }

    /// <summary>The sender's own id of it, once per room and sender.</summary>
    public required string ClientMessageId { get; init; }

    /// <summary>When it was written, whole microseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Covers everything above and all messages before, see <see cref="RoomChain"/>.</summary>
    public required AuditFingerprint Fingerprint { get; init; }

    /// <summary>Fingerprint of the message before; of the first in an epoch see <see cref="RoomHead.Next"/>.</summary>
    public required AuditFingerprint Previous { get; init; }
}
