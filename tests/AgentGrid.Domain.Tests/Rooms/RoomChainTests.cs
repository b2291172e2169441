using System.Text.Json;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Domain.Tests.Rooms;

public sealed class RoomChainTests
{
    [Fact]
    public void Append_makes_a_chain_that_the_audit_verifier_finds_whole()
    {
        var messages = Sample.Messages(20);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), messages.Select(message => message.Seq));
        Assert.Null(Verify(messages));
    }

    [Fact]
    public void Append_in_a_new_epoch_covers_what_came_before()
    {
        var old = Sample.Messages(3);
        var head = Sample.Empty.After(old[^1]) with { Epoch = 2 };
        var more = Sample.Messages(2, head);

        Assert.Equal((4, 2), (more[0].Seq, more[0].Epoch));
        Assert.Equal(AuditHead.Genesis(AuditChains.OfRoom(Sample.Room), 2, old[^1].Fingerprint), more[0].Previous);
        Assert.Equal(more[0].Fingerprint, more[1].Previous);
        Assert.Null(Verify([.. old, .. more]));
    }

    [Fact]
    public void Every_field_is_under_the_fingerprint()
    {
        var original = Sample.Messages(3)[1] with { ReplyTo = Sample.Room, Metadata = """{"a":1}""" };
        RoomMessage[] changed =
        [
            original with { Id = Sample.Room },
            original with { SenderId = Sample.Room },
            original with { SenderKind = RoomMemberKinds.User },
            original with { SenderName = "Other" },
            original with { Body = "other" },
            original with { ContentType = "text/markdown" },
            original with { ReplyTo = null },
            original with { Metadata = null },
            original with { ClientMessageId = "other" },
            original with { CreatedAt = original.CreatedAt.AddMicroseconds(1) },
            // Moved from one field to its neighbour.
            original with { ContentType = original.ContentType + original.Body[..1], Body = original.Body[1..] },
        ];
        var hashes = changed.Append(original).Select(RoomChain.ContentHash).ToHashSet();
        Assert.Equal(changed.Length + 1, hashes.Count);

        var link = RoomChain.Link(original);
        AuditLink[] moved = [link with { Index = 3 }, link with { Epoch = 2 }, link with { Chain = AuditChains.OfRoom(Sample.Sender) }, link with { Previous = default }];
        Assert.All(moved, other => Assert.NotEqual(link.ComputeFingerprint(), other.ComputeFingerprint()));
    }

    // Computed by another program from the layout in docs/rooms.md.
    [Fact]
    public void ContentHash_is_that_of_the_published_layout() =>
        Assert.Equal("32790421dae6579ed84bb2f35d92c3a1bc5b8c7b1990e74842d9a49a3054dac1", RoomChain.ContentHash(Sample.Message()).ToString());

    [Fact]
    public void Whole_cuts_to_what_the_database_keeps()
    {
        var time = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)).AddTicks(12345);
        Assert.Equal((1234L * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), ((RoomChain.Whole(time) - time.AddTicks(-12345)).Ticks, RoomChain.Whole(time).Offset));
    }

    [Fact]
    public void Json_has_every_field_once_and_text_unchanged()
    {
        var message = Sample.Messages(1)[0] with { Body = "\"quoted\" \\ 日本 🙂 \u2028\n", ReplyTo = Sample.Sender, Metadata = """{"tool":{"n":1}}""" };
        var json = JsonElement.Parse(RoomMessageJson.Write(message));
        Assert.Equal(
            ["id", "roomId", "seq", "epoch", "senderId", "senderKind", "senderName", "body", "contentType", "replyTo", "metadata", "clientMessageId", "createdAt", "fingerprint"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(message.Body, json.GetProperty("body").GetString());
        Assert.Equal(message.CreatedAt, json.GetProperty("createdAt").GetDateTimeOffset());
        Assert.Equal(1, json.GetProperty("metadata").GetProperty("tool").GetProperty("n").GetInt32());
        Assert.Equal(message.Fingerprint.ToString(), json.GetProperty("fingerprint").GetString());
    }

    private static AuditFinding? Verify(IEnumerable<RoomMessage> messages)
    {
        var verifier = new AuditChainVerifier(AuditHead.Empty(AuditChains.OfRoom(Sample.Room)));
        foreach (var message in messages) verifier.Add(RoomChain.Link(message), RoomChain.ContentHash(message));
        return verifier.Complete();
    }
}
