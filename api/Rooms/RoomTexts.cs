using System.Text.Json;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms;

/// <summary>How rooms are shown, and what callers may see of them.</summary>
internal static class RoomTexts
{
    internal static RoomId Room(string text) => RoomId.TryParse(text, out var id) ? id : throw GridException.NotFound("room");

    /// <summary>Whom the caller can be a member as; an id that nobody has for callers that can be none.</summary>
    internal static Guid MemberId(Caller caller) =>
        caller.Kind is CallerKind.Agent or CallerKind.User && Guid.TryParseExact(caller.Subject, "D", out var id) ? id : Guid.Empty;

    /// <summary>Whom the caller reads as: administrators see every room, others their own. What is said in a room its members alone read.</summary>
    internal static Guid? ReaderId(Caller caller) => caller.Is(GridRoles.Admin) ? null : MemberId(caller);

    internal static RoomResponse Of(RoomSnapshot room) =>
        new(room.Id.Value, room.Slug, room.Name, room.Epoch, room.Head, room.Members, room.Version, room.CreatedAt, room.UpdatedAt);

    internal static RoomResponse Of(RoomRecord room) => new(room.Id, room.Slug, room.Name, room.Epoch, room.Head, room.Members, room.Version, room.CreatedAt, room.UpdatedAt);

    internal static RoomMemberResponse Of(RoomMember member) => new(member.Id, member.Kind, member.Name, member.AddedAt);

    internal static RoomMemberResponse Of(RoomMemberRecord member) => new(member.MemberId, member.Kind, member.Name, member.AddedAt);

    internal static RoomMessageResponse Of(RoomMessage message) => new(
        message.Id,
        message.RoomId,
        message.Seq,
        message.Epoch,
        message.SenderId,
        message.SenderKind,
        message.SenderName,
        message.Body,
        message.ContentType,
        message.ReplyTo,
        message.Metadata is null ? null : JsonElement.Parse(message.Metadata),
        message.ClientMessageId,
        message.CreatedAt,
        message.Fingerprint.ToString());
}
