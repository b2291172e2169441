using AgentGrid.Domain.Rooms;

namespace AgentGrid.Domain.Tests.Rooms;

/// <summary>Rooms for tests.</summary>
internal static class Sample
{
    public static readonly Guid Room = Guid.Parse("0198f0c0-0000-7000-8000-000000000001");
    public static readonly Guid Sender = Guid.Parse("0198f0c0-0000-7000-8000-0000000000aa");

    public static RoomHead Empty { get; } = new(Room, 1, 0, 0, default);

    public static RoomDraft Draft(string body = "hello") => new() { Body = body, ContentType = "text/plain" };

    public static RoomMessage Message(int number = 1) => new()
    {
        Id = new Guid(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1),
        RoomId = Room,
        Seq = 0,
        Epoch = 0,
        SenderId = Sender,
        SenderKind = RoomMemberKinds.Agent,
        SenderName = "Größe ✓",
        Body = $"message {number}",
        ContentType = "text/plain",
        ClientMessageId = $"c-{number}",
        CreatedAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(number),
        Fingerprint = default,
        Previous = default,
    };

    /// <summary>So many messages that follow a head.</summary>
    public static List<RoomMessage> Messages(int count, RoomHead? after = null)
    {
        var head = after ?? Empty;
        var messages = new List<RoomMessage>();
        for (var i = 0; i < count; i++)
        {
            messages.Add(RoomChain.Append(head, Message((int)head.Seq + 1)));
            head = head.After(messages[^1]);
        }

        return messages;
    }
}
