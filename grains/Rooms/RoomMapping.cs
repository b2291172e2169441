using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Grains.Rooms;

/// <summary>Between the stored rows, the wire and the domain.</summary>
internal static class RoomMapping
{
    internal static RoomSnapshot Snapshot(RoomRecord room, int members, long head) => new()
    {
        Id = new RoomId(room.Id),
        Slug = room.Slug,
        Name = room.Name,
        Epoch = room.Epoch,
        Version = room.Version,
        Members = members,
        Head = head,
        CreatedAt = room.CreatedAt,
        UpdatedAt = room.UpdatedAt,
    };

    internal static RoomMember Member(RoomMemberRecord member) => new() { Id = member.MemberId, Kind = member.Kind, Name = member.Name, AddedAt = member.AddedAt };

    internal static RoomDraft Draft(RoomPost post) => new()
    {
        Body = post.Body,
        ContentType = post.ContentType,
        ReplyTo = post.ReplyTo,
        Metadata = post.Metadata,
        ClientMessageId = post.ClientMessageId,
    };

    internal static RoomReceipt Receipt(RoomMessage message, bool duplicate) => new()
    {
        MessageId = message.Id,
        Seq = message.Seq,
        Epoch = message.Epoch,
        Fingerprint = message.Fingerprint.ToString(),
        Duplicate = duplicate,
        CreatedAt = message.CreatedAt,
    };

    /// <summary>The kind of member that a caller can be; null for callers that can be none.</summary>
    internal static string? KindOf(Caller caller) => caller.Kind switch
    {
        CallerKind.Agent => RoomMemberKinds.Agent,
        CallerKind.User => RoomMemberKinds.User,
        _ => null,
    };

    internal static void Validate(string slug, string name)
    {
        var errors = RoomRules.Validate(slug, name);
        if (errors.Count > 0) throw GridException.Invalid(errors);
    }
}
