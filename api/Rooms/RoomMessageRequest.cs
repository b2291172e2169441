using System.Text.Json;

namespace AgentGrid.Api.Rooms;

/// <summary>A message to be posted.</summary>
/// <param name="Body">The text, at most 65,536 bytes of UTF-8.</param>
/// <param name="ContentType"><c>text/plain</c> (default), <c>text/markdown</c> or <c>application/json</c>.</param>
/// <param name="ReplyTo">Id of the message of this room that it answers.</param>
/// <param name="Metadata">An object of at most 8,192 bytes.</param>
/// <param name="ClientMessageId">Your own id of the message, 1 to 128 printable ASCII characters: posted again under it, the message of before is the answer.</param>
public sealed record RoomMessageRequest(string? Body, string? ContentType, Guid? ReplyTo, JsonElement? Metadata, string? ClientMessageId);
