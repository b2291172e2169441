using System.Text;
using System.Text.Json;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Rooms;

/// <summary>The bounds of rooms and of what is said in them.</summary>
public static class RoomRules
{
    /// <summary>Most characters of a room's name.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Most bytes of a body in UTF-8.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Most bytes of metadata in UTF-8.</summary>
    public const int MaxMetadataBytes = 8 * 1024;

    /// <summary>Most characters of a sender's own id of a message.</summary>
    public const int MaxClientMessageIdLength = 128;

    /// <summary>Most members of a room.</summary>
    public const int MaxMembers = 10_000;

    /// <summary>Most messages that a join replays; more are left to the history.</summary>
    public const int MaxReplay = 500;

    /// <summary>Content type of a body that says nothing else.</summary>
    public const string DefaultContentType = "text/plain";

    private const int MaxMetadataDepth = 16;

    /// <summary>The content types of bodies.</summary>
    public static IReadOnlyList<string> ContentTypes { get; } = [DefaultContentType, "text/markdown", "application/json"];

    /// <summary>Checks what a room is called.</summary>
    /// <returns>Messages by field name, empty when all is well.</returns>
    public static IReadOnlyDictionary<string, string[]> Validate(string? slug, string? name)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!AgentName.IsValid(slug)) errors["slug"] = [$"Must match {AgentName.Pattern}: {AgentName.MinLength} to {AgentName.MaxLength} of a-z, 0-9 or '-', not beginning with '-'."];
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Any(char.IsControl))
            errors["name"] = [$"Must be 1 to {MaxNameLength} characters, not only spaces, without control characters."];
        return errors;
    }

    /// <summary>Checks a message that is to be posted.</summary>
    /// <returns>Messages by field name, empty when all is well. They never repeat the value.</returns>
    public static IReadOnlyDictionary<string, string[]> Validate(RoomDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!IsText(draft.Body, MaxBodyBytes)) errors["body"] = [$"Must be 1 to {MaxBodyBytes} bytes of UTF-8 without U+0000."];
        if (!ContentTypes.Contains(draft.ContentType)) errors["contentType"] = [$"Must be one of {string.Join(", ", ContentTypes)}."];
        else if (draft.ContentType == "application/json" && !errors.ContainsKey("body") && !IsJson(draft.Body, isObject: false)) errors["body"] = ["Must be JSON when contentType is application/json."];
        if (draft.Metadata is { } metadata && (!IsText(metadata, MaxMetadataBytes) || !IsJson(metadata, isObject: true)))
            errors["metadata"] = [$"Must be a JSON object of at most {MaxMetadataBytes} bytes and {MaxMetadataDepth} levels."];
        if (draft.ClientMessageId is { } id && (id.Length is 0 or > MaxClientMessageIdLength || id.Any(c => c is < ' ' or > '~')))
            errors["clientMessageId"] = [$"Must be 1 to {MaxClientMessageIdLength} printable ASCII characters."];
        return errors;
    }

    // A text that is not Unicode (half a surrogate pair) could not be stored as it was sent.
    private static bool IsText(string? text, int maxBytes)
    {
        if (string.IsNullOrEmpty(text) || text.Length > maxBytes || text.Contains('\0', StringComparison.Ordinal)) return false;
        try
        {
            return Strict.GetByteCount(text) <= maxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsJson(string text, bool isObject)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxMetadataDepth });
            return !isObject || json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
