using System.Text.Json;

namespace AgentGrid.Api.Rooms;

/// <summary>A message, as sockets are sent it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="RoomId">Its room.</param>
/// <param name="Seq">Place in the room: 1, 2, 3 … without holes.</param>
/// <param name="Epoch">Epoch of the room when it was written.</param>
/// <param name="SenderId">The agent or person that wrote it.</param>
/// <param name="SenderKind"><c>agent</c> or <c>user</c>.</param>
/// <param name="SenderName">What the sender was called then.</param>
/// <param name="Body">The text.</param>
/// <param name="ContentType">What the text is.</param>
/// <param name="ReplyTo">The message that it answers.</param>
/// <param name="Metadata">What the sender added.</param>
/// <param name="ClientMessageId">The sender's own id of it.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Fingerprint">Covers the message and all before it.</param>
public sealed record RoomMessageResponse(
    Guid Id,
    Guid RoomId,
    long Seq,
    long Epoch,
    Guid SenderId,
    string SenderKind,
    string SenderName,
    string Body,
    string ContentType,
    Guid? ReplyTo,
    JsonElement? Metadata,
    string ClientMessageId,
    DateTimeOffset CreatedAt,
    string Fingerprint);
