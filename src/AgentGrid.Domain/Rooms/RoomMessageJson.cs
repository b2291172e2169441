using System.Text.Json;

namespace AgentGrid.Domain.Rooms;

/// <summary>The one JSON form of a message: what sockets are sent and what the history answers.</summary>
public static class RoomMessageJson
{
    /// <summary>The message as a JSON object in UTF-8.</summary>
    public static byte[] Write(RoomMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return RoomJson.Write(message, Write);
    }

    private static void Write(Utf8JsonWriter json, RoomMessage message)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, message.Id);
        json.WriteString("roomId"u8, message.RoomId);
        json.WriteNumber("seq"u8, message.Seq);
        json.WriteNumber("epoch"u8, message.Epoch);
        json.WriteString("senderId"u8, message.SenderId);
        json.WriteString("senderKind"u8, message.SenderKind);
        json.WriteString("senderName"u8, message.SenderName);
        json.WriteString("body"u8, message.Body);
        json.WriteString("contentType"u8, message.ContentType);
        if (message.ReplyTo is { } answered) json.WriteString("replyTo"u8, answered);
        if (message.Metadata is { } metadata)
        {
            json.WritePropertyName("metadata"u8);
            json.WriteRawValue(metadata, skipInputValidation: true);
        }

        json.WriteString("clientMessageId"u8, message.ClientMessageId);
        json.WriteString("createdAt"u8, message.CreatedAt);
        json.WriteString("fingerprint"u8, message.Fingerprint.ToString());
        json.WriteEndObject();
    }
}
