using System.Text.Json;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>Reads the members of an event's object. Members that are not asked for are left alone.</summary>
internal readonly struct RoomArguments
{
    private const int MostCursors = 10_000;
    private readonly JsonElement _object;

    /// <exception cref="GridException">BadRequest: not an object.</exception>
    public RoomArguments(JsonElement arguments) =>
        _object = arguments.ValueKind == JsonValueKind.Object ? arguments : throw new GridException(GridErrorCode.BadRequest, "The argument of an event is one object.");

    public RoomId Room() => Id("roomId") is { } id ? new RoomId(id) : throw GridException.Invalid("roomId", "Must be the id of a room.");

    /// <summary>A text; null when it is absent or null.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw GridException.Invalid(name, "Must be a text."),
    };

    /// <summary>An id; null when it is absent or null.</summary>
    public Guid? Id(string name) => Text(name) switch
    {
        null => null,
        var text => Guid.TryParseExact(text, "D", out var id) ? id : throw GridException.Invalid(name, "Must be an id."),
    };

    /// <summary>Any value as JSON; null when it is absent or null.</summary>
    public string? Raw(string name) => Find(name)?.GetRawText();

    /// <summary>A cursor: a seq, or an object with epoch and seq; null when it is absent or null.</summary>
    public RoomCursor? Cursor(string name) => Find(name) is { } value ? Cursor(name, value) : null;

    /// <summary>Cursors by room.</summary>
    public IReadOnlyDictionary<Guid, RoomCursor> Cursors(string name)
    {
        var cursors = new Dictionary<Guid, RoomCursor>();
        if (Find(name) is not { } value) return cursors;
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() > MostCursors) throw GridException.Invalid(name, $"Must be an object of at most {MostCursors} cursors by room id.");
        foreach (var member in value.EnumerateObject())
            if (Guid.TryParseExact(member.Name, "D", out var room)) cursors[room] = Cursor(name, member.Value);
        return cursors;
    }

    private static RoomCursor Cursor(string name, JsonElement value)
    {
        if (Number(value) is { } seq) return new RoomCursor(null, seq);
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("seq", out var inner) && Number(inner) is { } innerSeq)
        {
            if (!value.TryGetProperty("epoch", out var epoch) || epoch.ValueKind == JsonValueKind.Null) return new RoomCursor(null, innerSeq);
            if (Number(epoch) is { } number) return new RoomCursor(number, innerSeq);
        }

        throw GridException.Invalid(name, "Must be a seq, or an object with epoch and seq.");
    }

    private static long? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    private JsonElement? Find(string name) => _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
