using System.Net.WebSockets;
using AgentGrid.Api.Rooms.SocketIo;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>The cases of the protocol documents' test suites about polling, WebSocket, heartbeat, closing and upgrade.</summary>
public sealed class EngineTransportTests
{
    [Fact]
    public async Task Polling_carries_several_packets_both_ways()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        Assert.Equal((200, "ok"), await host.PollAsync(sid, "40"));
        Assert.Contains("\u001e42[\"auth\",{}]", (await host.PollAsync(sid)).Body, StringComparison.Ordinal);
        Assert.Equal((200, "ok"), await host.PollAsync(sid, "42[\"a\",1]\u001e42[\"b\",\"é\"]\u001e4212[\"message-with-ack\",2]"));
        Assert.Equal((200, "42[\"a-back\",1]\u001e42[\"b-back\",\"é\"]\u001e4312[2]"), await host.PollAsync(sid));
    }

    [Fact]
    public async Task Poll_waits_until_there_is_something_to_say()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        var poll = host.PollAsync(sid);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(poll.IsCompleted);
        await host.PollAsync(sid, "40/random");
        Assert.Equal((200, "44/random,{\"message\":\"Invalid namespace\"}"), await poll);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("42[\"a\"]\u001e")]
    [InlineData("2probe")]
    [InlineData("3x")]
    [InlineData("0{}")]
    [InlineData("5")]
    [InlineData("bAQIDBA==")]
    [InlineData("b?")]
    public async Task Post_of_what_does_not_belong_there_ends_the_session(string payload)
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        await host.PollAsync(sid, "40");
        Assert.Equal(400, (await host.PollAsync(sid, payload)).Status);
        Assert.Equal((400, """{"code":1,"message":"Session ID unknown"}"""), await host.PollAsync(sid));
        Assert.Equal([SocketIoReason.ParseError], host.Echo.Left);
    }

    [Fact]
    public async Task Post_of_binary_content_ends_the_session()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        Assert.Equal(400, (await host.PollAsync(sid, "40", "application/octet-stream")).Status);
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
    }

    [Fact]
    public async Task Polls_that_overlap_end_the_session()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        var first = host.PollAsync(sid);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
        Assert.Equal((200, "1"), await first);
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
    }

    [Fact]
    public async Task Poll_that_is_given_up_ends_the_session()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        using var impatience = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Http.GetAsync($"/socket.io/?EIO=4&transport=polling&sid={sid}", impatience.Token));
        await SocketIoHost.EventuallyAsync(() => host.Server.Sessions == 0, "session forgotten");
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
    }

    [Fact]
    public async Task Heartbeat_over_polling_keeps_the_session()
    {
        await using var host = await SocketIoHost.StartAsync(SocketIoHost.Documented with { ConnectTimeout = TimeSpan.FromSeconds(9) });
        var sid = await host.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((200, "2"), await host.PollAsync(sid));
            Assert.Equal((200, "ok"), await host.PollAsync(sid, "3"));
        }
    }

    [Fact]
    public async Task Heartbeat_over_websocket_keeps_the_session_and_is_told()
    {
        await using var host = await SocketIoHost.StartAsync(SocketIoHost.Documented);
        using var socket = await host.JoinAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("2", await socket.NextAsync());
            await socket.SendAsync("3");
        }

        await SocketIoHost.EventuallyAsync(() => host.Echo.Heartbeats == 3, "three heartbeats");
    }

    [Fact]
    public async Task Silence_ends_the_session()
    {
        await using var host = await SocketIoHost.StartAsync(SocketIoHost.Documented with { ConnectTimeout = TimeSpan.FromSeconds(9) });
        var sid = await host.OpenAsync();
        using var socket = await host.JoinAsync();
        Assert.Equal(["2"], await socket.ToEndAsync());
        await SocketIoHost.EventuallyAsync(() => host.Server.Sessions == 0, "sessions forgotten");
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
        Assert.Equal([SocketIoReason.PingTimeout], host.Echo.Left);
    }

    [Fact]
    public async Task Pong_that_nobody_asked_for_proves_nothing()
    {
        await using var host = await SocketIoHost.StartAsync(SocketIoHost.Documented);
        using var socket = await host.JoinAsync();
        await socket.SendAsync("3");
        Assert.Equal(["2"], await socket.ToEndAsync());
        Assert.Equal(0, host.Echo.Heartbeats);
    }

    [Fact]
    public async Task Close_packet_ends_the_session()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        var poll = host.PollAsync(sid);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal((200, "ok"), await host.PollAsync(sid, "1"));
        Assert.Equal((200, "6"), await poll);
        Assert.Equal(400, (await host.PollAsync(sid)).Status);

        using var socket = await host.JoinAsync();
        await socket.SendAsync("1");
        Assert.Empty(await socket.ToEndAsync());
        Assert.Equal([SocketIoReason.TransportClose], host.Echo.Left);
    }

    [Fact]
    public async Task Upgrade_ends_the_poll_and_goes_on_over_the_websocket()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        await host.PollAsync(sid, "40");
        await host.PollAsync(sid);
        var waiting = host.PollAsync(sid);
        using var socket = await host.DialAsync($"EIO=4&transport=websocket&sid={sid}");
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.NextAsync());
        Assert.Equal((200, "6"), await waiting);
        Assert.Equal((200, "6"), await host.PollAsync(sid));

        // What is said before the client goes on still goes to a poll, in order.
        await host.PollAsync(sid, "42[\"one\"]");
        Assert.Equal((200, "42[\"one-back\"]"), await host.PollAsync(sid));
        await host.PollAsync(sid, "42[\"two\"]");
        await socket.SendAsync("5");
        await socket.SendAsync("42[\"three\"]");
        Assert.Equal("42[\"two-back\"]", await socket.NextAsync());
        Assert.Equal("42[\"three-back\"]", await socket.NextAsync());

        Assert.Equal((400, """{"code":3,"message":"Bad request"}"""), await host.PollAsync(sid));
        await Assert.ThrowsAsync<WebSocketException>(() => host.DialAsync($"EIO=4&transport=websocket&sid={sid}"));
        await socket.AssertAliveAsync();
    }

    [Fact]
    public async Task Upgrade_that_lingers_ends_with_its_session()
    {
        await using var host = await SocketIoHost.StartAsync(new() { CloseTimeout = TimeSpan.FromMilliseconds(200) });
        var sid = await host.OpenAsync();
        await host.PollAsync(sid, "40");
        await host.PollAsync(sid);
        using var socket = await host.DialAsync($"EIO=4&transport=websocket&sid={sid}");
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.NextAsync());
        host.Echo.Sockets.Single().Drop();
        Assert.Empty(await socket.ToEndAsync());
        Assert.Equal(0, host.Server.Sessions);
    }

    [Fact]
    public async Task Upgrade_that_fails_leaves_the_session_polling()
    {
        await using var host = await SocketIoHost.StartAsync(new() { UpgradeTimeout = TimeSpan.FromMilliseconds(300) });
        var sid = await host.OpenAsync();
        foreach (var frames in new[] { ["hello"], ["2"], ["2probe", "4hello"], new[] { "2probe" }, [] })
        {
            using var socket = await host.DialAsync($"EIO=4&transport=websocket&sid={sid}");
            await Assert.ThrowsAsync<WebSocketException>(() => host.DialAsync($"EIO=4&transport=websocket&sid={sid}"));
            foreach (var frame in frames) await socket.SendAsync(frame);
            Assert.All(await socket.ToEndAsync(), text => Assert.Equal("3probe", text));
        }

        Assert.Equal((200, "ok"), await host.PollAsync(sid, "40"));
        Assert.StartsWith("40{", (await host.PollAsync(sid)).Body, StringComparison.Ordinal);
    }
}
