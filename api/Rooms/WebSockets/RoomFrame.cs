using System.Text;
using System.Text.Json;
using AgentGrid.Api.Rooms.Sessions;

namespace AgentGrid.Api.Rooms.WebSockets;

/// <summary>A frame of the plain door that a client sent: an object with a <c>type</c>, and an <c>id</c> if it wants an answer.</summary>
/// <param name="Type">Name of the event.</param>
/// <param name="Id">The id as JSON, for the answer; null for none.</param>
/// <param name="Arguments">The whole object.</param>
internal sealed record RoomFrame(string Type, byte[]? Id, JsonElement Arguments)
{
    private const int LongestId = 130;

    /// <summary>Reads a frame; null for one that is none.</summary>
    public static RoomFrame? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var json = JsonElement.Parse(utf8, RoomEntry.Json);
            // Half a surrogate pair in an escape is found only where a text is read: here, for all of them.
            if (json.ValueKind != JsonValueKind.Object || (utf8.IndexOf("\\u"u8) >= 0 && !IsText(json))) return null;
            if (!json.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String) return null;
            if (!json.TryGetProperty("id", out var id) || id.ValueKind == JsonValueKind.Null) return new RoomFrame(type.GetString()!, null, json);
            return id.ValueKind is JsonValueKind.String or JsonValueKind.Number && id.GetRawText() is { Length: <= LongestId } raw
                ? new RoomFrame(type.GetString()!, Encoding.UTF8.GetBytes(raw), json)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The answer to it.</summary>
    public byte[] Answer(ReadOnlySpan<byte> payload) => RoomEvent.ToFrame("ack", payload, Id is null ? default : [.. ",\"id\":"u8, .. Id]);

    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsText),
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
