using System.Net.WebSockets;
using System.Text;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Rooms.Sessions;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>One bad frame ends its socket; its neighbours and the process do not notice.</summary>
public sealed class RoomHostileFrameTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    public static TheoryData<string> Bad() =>
    [
        "",
        "{",
        "null",
        "7",
        "[]",
        "[\"message:send\",{}]",
        "{}",
        """{"type":7}""",
        """{"type":null,"id":1}""",
        """{"type":"message:send","type":"room:join"}""",
        """{"type":"message:send","id":{}}""",
        """{"type":"message:send","id":[1]}""",
        """{"type":"message:send","body":"\ud83d"}""",
        """{"type":"message:send","\udc00":1}""",
        """{"type":"message:send"} trailing""",
        "42[\"message:send\",{}]",
        "\u0000",
        new string('[', 5000),
        "{\"type\":\"message:send\",\"a\":" + new string('[', 200) + new string(']', 200) + "}",
        "{\"type\":\"x\",\"id\":\"" + new string('i', 200) + "\"}",
    ];

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public async Task Frame_that_is_none_ends_its_socket_and_no_other(string frame)
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        var (first, _) = await PlainSocket.JoinAsync(shared.Grid.Url, anna);
        var (second, _) = await PlainSocket.JoinAsync(shared.Grid.Url, ben);
        await using var hostile = first;
        await using var neighbour = second;
        await hostile.SendAsync(frame);
        await hostile.ToEndAsync();
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, hostile.CloseStatus);
        Assert.True((await neighbour.AskAsync("message:send", new { roomId = room, body = "still here" })).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Event_of_64_KiB_is_taken_and_one_byte_more_ends_the_socket()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var (socket, _) = await PlainSocket.JoinAsync(shared.Grid.Url, anna);
        await using var one = socket;
        await one.SendAsync(Frame(RoomDoor.MaxEventBytes));
        Assert.True((await one.NextAsync("ack")).GetProperty("ok").GetBoolean());
        await one.SendAsync(Frame(RoomDoor.MaxEventBytes + 1));
        await one.ToEndAsync();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, one.CloseStatus);

        string Frame(int bytes)
        {
            var empty = $$"""{"type":"message:send","id":1,"roomId":"{{room}}","body":""}""";
            return empty[..^2] + new string('b', bytes - empty.Length) + empty[^2..];
        }
    }

    [Fact]
    public async Task Binary_frames_and_bytes_that_are_no_text_end_the_socket()
    {
        var anna = await shared.AgentAsync();
        var (binary, _) = await PlainSocket.JoinAsync(shared.Grid.Url, anna);
        await using var one = binary;
        await one.SendAsync("{}", WebSocketMessageType.Binary);
        await one.ToEndAsync();
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, one.CloseStatus);

        var (broken, _) = await PlainSocket.JoinAsync(shared.Grid.Url, anna);
        await using var two = broken;
        await two.Inner.SendAsync(new byte[] { 0x7b, 0xff, 0xfe }, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        await two.ToEndAsync();
        Assert.NotEqual(WebSocketState.Open, two.Inner.State);
        Assert.Equal(200, (await shared.Anonymous.GetAnswerAsync("/healthz")).Status);
    }

    [Fact]
    public async Task Frame_in_very_many_pieces_ends_the_socket()
    {
        var anna = await shared.AgentAsync();
        var (socket, _) = await PlainSocket.JoinAsync(shared.Grid.Url, anna);
        await using var one = socket;
        try
        {
            for (var i = 0; i < 3000; i++)
                await one.Inner.SendAsync(Encoding.ASCII.GetBytes(" "), WebSocketMessageType.Text, endOfMessage: false, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // Closed already.
        }

        await one.ToEndAsync();
        Assert.NotEqual(WebSocketState.Open, one.Inner.State);
    }

    [Fact]
    public async Task Prototype_names_and_unknown_members_are_only_data()
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        var (socket, _) = await PlainSocket.JoinAsync(shared.Grid.Url, anna);
        await using var one = socket;
        var answer = await one.AskAsync("message:send", new { roomId = room, body = "a", __proto__ = new { admin = true }, constructor = 1, senderId = Guid.Empty, seq = 99 });
        Assert.Equal((true, 1), (answer.GetProperty("ok").GetBoolean(), answer.GetProperty("seq").GetInt32()));
        Assert.Equal(anna.Id, Assert.Single(await anna.HistoryAsync(room)).GetProperty("senderId").GetString());
    }
}
