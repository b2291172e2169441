using System.Collections.Immutable;
using System.Text.Json;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>The closed set of what sockets are told.</summary>
internal static class RoomEvents
{
    internal static RoomEvent Message(byte[] json) => new("message:new", json);

    internal static RoomEvent Gap(Guid room, RoomGap gap) => Make("room:gap", json =>
    {
        json.WriteString("roomId", room);
        Write(json, gap);
    });

    internal static RoomEvent Head(Guid room, long epoch, long head) => Make("room:head", json =>
    {
        json.WriteString("roomId", room);
        json.WriteNumber("epoch", epoch);
        json.WriteNumber("head", head);
    });

    /// <summary>The socket left a room that it may not be in any more.</summary>
    internal static RoomEvent Left(Guid room, bool isDeleted) => Make("room:left", json =>
    {
        json.WriteString("roomId", room);
        json.WriteString("reason", isDeleted ? "deleted" : "removed");
    });

    internal static RoomEvent Typing(Guid room, RoomMember member) => Make("typing", json =>
    {
        json.WriteString("roomId", room);
        json.WritePropertyName("member");
        Write(json, member);
    });

    internal static RoomEvent Presence(Guid room, RoomPresenceNotice notice) => Make("presence:update", json =>
    {
        json.WriteString("roomId", room);
        json.WriteNumber("version", notice.Version);
        json.WriteNumber("count", notice.Count);
        Write(json, "joined", notice.Joined);
        Write(json, "left", notice.Left);
    });

    /// <summary>All who are online, after a change was missed.</summary>
    internal static RoomEvent Presence(Guid room, RoomPresenceSnapshot snapshot) => Make("presence:update", json =>
    {
        json.WriteString("roomId", room);
        json.WriteNumber("version", snapshot.Version);
        json.WriteNumber("count", snapshot.Count);
        Write(json, "members", snapshot.Members);
    });

    /// <summary>Something that is the answer to no event of the socket.</summary>
    internal static RoomEvent Error(GridException refusal) => Make("error", json => Write(json, refusal));

    internal static RoomEvent Make(string name, Action<Utf8JsonWriter> write) => new(name, Json(write));

    /// <summary>A JSON object in UTF-8.</summary>
    internal static byte[] Json(Action<Utf8JsonWriter> write) => RoomJson.Write(write, static (json, write) =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    internal static void Write(Utf8JsonWriter json, RoomGap gap)
    {
        json.WriteNumber("from", gap.From);
        json.WriteNumber("to", gap.To);
        json.WriteString("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(gap.Reason.ToString()));
    }

    internal static void Write(Utf8JsonWriter json, GridException refusal)
    {
        json.WriteString("error", ErrorMap.Written(refusal.Code));
        json.WriteString("message", refusal.Message);
        if (refusal.RetryAfterMs is { } wait) json.WriteNumber("retryAfterMs", wait);
        if (refusal.Errors is not { } errors) return;
        json.WriteStartObject("errors");
        foreach (var (field, messages) in errors)
        {
            json.WriteStartArray(field);
            foreach (var message in messages) json.WriteStringValue(message);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<RoomMember> members)
    {
        // Too many to be listed.
        if (members.IsDefault) return;
        json.WriteStartArray(name);
        foreach (var member in members) Write(json, member);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RoomMember member)
    {
        json.WriteStartObject();
        json.WriteString("id", member.Id);
        json.WriteString("kind", member.Kind);
        json.WriteString("name", member.Name);
        json.WriteEndObject();
    }
}
