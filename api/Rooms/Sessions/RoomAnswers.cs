using System.Text.Json;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Limits;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>The payloads of answers. Each says how many events the socket may still send now, so that programs can pace themselves.</summary>
internal static class RoomAnswers
{
    internal static byte[] Sent(RoomReceipt receipt, int remaining) => Fine(remaining, json =>
    {
        json.WriteString("messageId", receipt.MessageId);
        json.WriteNumber("seq", receipt.Seq);
        json.WriteNumber("epoch", receipt.Epoch);
        json.WriteString("fingerprint", receipt.Fingerprint);
        json.WriteBoolean("duplicate", receipt.Duplicate);
    });

    internal static byte[] Joined(RoomJoin join, int remaining) => Fine(remaining, json =>
    {
        json.WriteString("roomId", join.Seat.Room.Id);
        Write(json, join);
    });

    /// <param name="endsAt">When the new token ends; null = not by itself.</param>
    /// <param name="remaining">Events left.</param>
    internal static byte[] Renewed(DateTimeOffset? endsAt, int remaining) => Fine(remaining, json => Write(json, endsAt));

    internal static byte[] Done(int remaining) => Fine(remaining, _ => { });

    internal static byte[] Refused(GridException refusal, int remaining) => RoomEvents.Json(json =>
    {
        json.WriteBoolean("ok", false);
        RoomEvents.Write(json, refusal);
        json.WriteNumber("remaining", remaining);
    });

    internal static byte[] Limited(LimitDecision decision) => Refused(
        new GridException(GridErrorCode.RateLimited, $"A socket may send {decision.Limit} events in {LimitPolicy.SocketEvents.Window.TotalSeconds:0} s.") { RetryAfterMs = decision.RetryAfterMs },
        remaining: 0);

    /// <summary>The first event of a session: who it is and where.</summary>
    internal static RoomEvent Connected(RoomSession session, IReadOnlyList<(RoomMembership Membership, RoomJoin Join)> joins) => RoomEvents.Make("connected", json =>
    {
        var caller = session.Known.Caller;
        json.WriteString("connectionId", session.Id);
        json.WriteString("subject", caller.Subject);
        json.WriteString("kind", caller.Kind == CallerKind.Agent ? RoomMemberKinds.Agent : RoomMemberKinds.User);
        Write(json, session.EndsAt);
        json.WriteStartArray("rooms");
        foreach (var (membership, join) in joins)
        {
            json.WriteStartObject();
            json.WriteString("roomId", membership.RoomId);
            json.WriteString("slug", membership.Slug);
            json.WriteString("name", membership.Name);
            Write(json, join);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("limits");
        json.WriteNumber("eventsPerSecond", LimitPolicy.SocketEvents.Permits);
        json.WriteNumber("maxEventBytes", RoomDoor.MaxEventBytes);
        json.WriteNumber("maxReplay", RoomRules.MaxReplay);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, DateTimeOffset? endsAt)
    {
        if (endsAt is { } end) json.WriteString("expiresAt", end.UtcDateTime);
    }

    private static void Write(Utf8JsonWriter json, RoomJoin join)
    {
        json.WriteNumber("epoch", join.Epoch);
        json.WriteNumber("head", join.Head);
        json.WriteNumber("replayed", join.Replayed);
        if (join.Gap is not { } gap) return;
        json.WriteStartObject("gap");
        RoomEvents.Write(json, gap);
        json.WriteEndObject();
    }

    private static byte[] Fine(int remaining, Action<Utf8JsonWriter> write) => RoomEvents.Json(json =>
    {
        json.WriteBoolean("ok", true);
        write(json);
        json.WriteNumber("remaining", remaining);
    });
}
