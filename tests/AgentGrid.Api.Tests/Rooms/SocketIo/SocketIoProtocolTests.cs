using AgentGrid.Api.Rooms.SocketIo;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>The cases of the socket.io protocol document's test suite. Binary packets, which it sends back, are refused here.</summary>
public sealed class SocketIoProtocolTests
{
    [Theory]
    [InlineData("40", "40{\"sid\":", "42[\"auth\",{}]")]
    [InlineData("40{\"token\":\"123\"}", "40{\"sid\":", "42[\"auth\",{\"token\":\"123\"}]")]
    [InlineData("40/custom,", "40/custom,{\"sid\":", "42/custom,[\"auth\",{}]")]
    [InlineData("40/custom", "40/custom,{\"sid\":", "42/custom,[\"auth\",{}]")]
    [InlineData("40/custom,{\"token\":\"abc\"}", "40/custom,{\"sid\":", "42/custom,[\"auth\",{\"token\":\"abc\"}]")]
    public async Task Connect_joins_and_greets(string connect, string joined, string greeting)
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.DialAsync();
        var open = await socket.NextAsync();
        await socket.SendAsync(connect);
        var answer = await socket.NextAsync();
        Assert.StartsWith(joined, answer, StringComparison.Ordinal);
        // The session's id opens the session; the socket's, which others may learn, is another.
        Assert.NotEqual(open[8..28], answer[joined.Length..][1..21]);
        Assert.Equal(greeting, await socket.NextAsync());
        Assert.Equal(1, host.Server.Sockets);
    }

    [Theory]
    [InlineData("40/random", "44/random,{\"message\":\"Invalid namespace\"}")]
    [InlineData("40/agents,{\"token\":\"bad\"}", "44/agents,{\"message\":\"unauthorized\",\"data\":{\"code\":\"token_expired\"}}")]
    public async Task Connect_that_is_refused_leaves_the_session_open(string connect, string answer)
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.DialAsync();
        await socket.NextAsync();
        await socket.SendAsync(connect);
        Assert.Equal(answer, await socket.NextAsync());
        await socket.SendAsync("40");
        Assert.StartsWith("40{", await socket.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_without_connect_is_closed_after_a_while()
    {
        await using var host = await SocketIoHost.StartAsync(new() { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        using var socket = await host.DialAsync();
        Assert.Single(await socket.ToEndAsync());
        using var joined = await host.JoinAsync();
        await Task.Delay(400, TestContext.Current.CancellationToken);
        await joined.AssertAliveAsync();
        // Who leaves the last namespace is as good as never come.
        await joined.SendAsync("41");
        Assert.Empty(await joined.ToEndAsync());
    }

    [Fact]
    public async Task Disconnect_leaves_one_namespace_only()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.JoinAsync();
        await socket.SendAsync("40/custom");
        await socket.NextAsync();
        await socket.NextAsync();
        await socket.SendAsync("41/custom");
        await socket.SendAsync("42[\"message\",\"to main\"]");
        Assert.Equal("42[\"message-back\",\"to main\"]", await socket.NextAsync());
        Assert.Equal([SocketIoReason.ClientDisconnect], host.Echo.Left);
        Assert.Equal(1, host.Server.Sockets);
    }

    [Theory]
    [InlineData("42[\"message\",1,\"2\",{\"3\":[true]}]", "42[\"message-back\",1,\"2\",{\"3\":[true]}]")]
    [InlineData("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]", "43456[1,\"2\",{\"3\":[false]}]")]
    [InlineData("420[\"message-with-ack\"]", "430[]")]
    // CVE-2024-38355: to the reference server an event of this name is an uncaught error; here it is a name like others.
    [InlineData("42[\"error\"]", "42[\"error-back\"]")]
    [InlineData("427[\"unwanted\"]", "437[{\"ok\":false,\"error\":\"rate_limited\",\"retryAfterMs\":100}]")]
    public async Task Event_is_handled_and_acknowledged(string sent, string received)
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.JoinAsync();
        await socket.SendAsync(sent);
        Assert.Equal(received, await socket.NextAsync());
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]")]
    [InlineData("40")]
    [InlineData("44{\"message\":\"no\"}")]
    [InlineData("42/custom,[\"message\"]")]
    [InlineData("42/random,[\"message\"]")]
    [InlineData("41/custom,")]
    [InlineData("43/custom,1[]")]
    [InlineData("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("461-1[{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("2")]
    [InlineData("")]
    public async Task Packet_that_does_not_belong_there_closes_that_session_only(string packet)
    {
        await using var host = await SocketIoHost.StartAsync();
        using var neighbour = await host.JoinAsync();
        using var socket = await host.JoinAsync();
        await socket.SendAsync(packet);
        Assert.Empty(await socket.ToEndAsync());
        await neighbour.AssertAliveAsync();
        Assert.Equal([SocketIoReason.ParseError], host.Echo.Left);
        await SocketIoHost.EventuallyAsync(() => host.Server is { Sessions: 1, Sockets: 1 }, "the session is forgotten");
    }

    [Fact]
    public async Task Answer_that_nobody_asked_for_is_ignored()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.JoinAsync();
        await socket.SendAsync("437[1]");
        await socket.AssertAliveAsync();
    }

    [Fact]
    public async Task Connect_twice_at_once_closes_the_session()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.DialAsync();
        await socket.NextAsync();
        await socket.SendAsync("40{\"token\":\"never\"}");
        await socket.SendAsync("40");
        Assert.Empty(await socket.ToEndAsync());
    }

    [Fact]
    public async Task Server_disconnects_with_a_word_or_drops_without()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var left = await host.JoinAsync();
        await left.SendAsync("42[\"leave\"]");
        Assert.Equal("41", await left.NextAsync());
        using var closed = await host.JoinAsync();
        await closed.SendAsync("42[\"close\"]");
        Assert.Equal(["42[\"last\",1]", "41"], await closed.ToEndAsync());
        using var dropped = await host.JoinAsync();
        await dropped.SendAsync("42[\"drop\"]");
        Assert.Equal(["42[\"last\",1]"], await dropped.ToEndAsync());
        Assert.Equal([SocketIoReason.ServerDisconnect, SocketIoReason.ServerDisconnect, SocketIoReason.ServerDrop], host.Echo.Left);

        var sid = await host.OpenAsync();
        await host.PollAsync(sid, "40");
        await host.PollAsync(sid);
        await host.PollAsync(sid, "42[\"close\"]");
        Assert.Equal((200, "42[\"last\",1]\u001e41"), await host.PollAsync(sid));
        Assert.Equal((200, "1"), await host.PollAsync(sid));
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
    }

    [Theory]
    [InlineData("42[\"fail\"]")]
    [InlineData("42[\"fail-later\"]")]
    [InlineData("40/agents,{\"token\":\"fail\"}")]
    public async Task Handler_that_fails_closes_that_session_only(string packet)
    {
        await using var host = await SocketIoHost.StartAsync();
        using var neighbour = await host.JoinAsync();
        using var socket = await host.JoinAsync();
        await socket.SendAsync(packet);
        Assert.Empty(await socket.ToEndAsync());
        Assert.Equal([SocketIoReason.HandlerFailed], host.Echo.Left);
        await neighbour.AssertAliveAsync();
    }

    [Fact]
    public async Task Events_wait_for_the_greeting_and_the_farewell_too()
    {
        await using var host = await SocketIoHost.StartAsync();
        var greeting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Echo.Greeting = greeting;
        using var socket = await host.DialAsync();
        await socket.NextAsync();
        await socket.SendAsync("40");
        await socket.NextAsync();
        await socket.SendAsync("42[\"a\"]");
        using var other = await host.DialAsync();
        await other.NextAsync();
        await other.SendAsync("40");
        await other.NextAsync();
        await other.SendAsync("1");
        Assert.Empty(await other.ToEndAsync());
        Assert.Empty(host.Echo.Events);
        Assert.Empty(host.Echo.Left);
        greeting.SetResult();
        Assert.Equal("42[\"auth\",{}]", await socket.NextAsync());
        Assert.Equal("42[\"a-back\"]", await socket.NextAsync());
        await SocketIoHost.EventuallyAsync(() => host.Echo.Left.SequenceEqual([SocketIoReason.TransportClose]), "the farewell");
    }

    [Fact]
    public async Task Stop_lets_all_clients_go()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.JoinAsync();
        var sid = await host.OpenAsync();
        host.Server.Stop();
        Assert.Empty(await socket.ToEndAsync());
        Assert.Equal((200, "1"), await host.PollAsync(sid));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/socket.io/?EIO=4&transport=polling");
        Assert.Equal(503, (await host.AskAsync(request)).Status);
    }
}
