using System.Net.WebSockets;
using AgentGrid.Api.Rooms.SocketIo;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>Every bound at its edge, and who may come from where.</summary>
public sealed class BoundTests
{
    private const string Forbidden = """{"code":4,"message":"Forbidden"}""";

    [Fact]
    public async Task Queue_that_is_full_refuses_events_until_the_client_has_caught_up()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxQueuedPackets = 50 });
        var sid = await host.OpenAsync();
        await host.PollAsync(sid, "40");
        await host.PollAsync(sid);
        var socket = host.Echo.Sockets.Single();
        Assert.Equal(50, EchoNamespace.Flood(socket, 60));
        Assert.False(socket.Emit("late", default));
        Assert.Equal((200, "ok"), await host.PollAsync(sid, "427[\"message-with-ack\"]"));
        var body = (await host.PollAsync(sid)).Body.Split('\u001e');
        Assert.Equal([.. Enumerable.Range(0, 50).Select(i => $"42[\"n\",{i},\"\"]"), "437[]"], body);
        Assert.Equal(1, host.Echo.Drained);
        Assert.Equal((200, "42[\"gap\",true]"), await host.PollAsync(sid));
        Assert.True(socket.Emit("again", default));
    }

    [Fact]
    public async Task Queue_is_bounded_in_bytes_too()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxQueuedBytes = 10_000 });
        var sid = await host.OpenAsync();
        await host.PollAsync(sid, "40");
        await host.PollAsync(sid);
        Assert.InRange(EchoNamespace.Flood(host.Echo.Sockets.Single(), 60, padding: 1000), 9, 9);
        // Answers go on being taken, up to as much again.
        var ack = "427[\"message-with-ack\",\"" + new string('x', 3000) + "\"]";
        for (var i = 0; i < 3; i++) Assert.Equal((200, "ok"), await host.PollAsync(sid, ack));
        await host.PollAsync(sid, ack);
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
        Assert.Equal([SocketIoReason.SlowConsumer], host.Echo.Left);
    }

    [Fact]
    public async Task Client_that_does_not_read_costs_no_more_than_its_queue()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var neighbour = await host.JoinAsync();
        await using var hostile = await HostileFrames.DialAsync(host.Url);
        await hostile.WriteAsync(HostileFrames.Frame(0x81, "40"u8));
        await SocketIoHost.EventuallyAsync(() => host.Server.Sockets == 2, "joined");
        var socket = host.Echo.Sockets.Last();
        Assert.InRange(EchoNamespace.Flood(socket, 100_000, padding: 10_000), 1, 2_000);
        await neighbour.AssertAliveAsync();
        socket.Drop();
        Assert.Equal(1, host.Server.Sockets);
    }

    [Fact]
    public async Task Payload_of_a_poll_is_bounded()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxPayload = 5000 });
        var sid = await host.OpenAsync();
        await host.PollAsync(sid, "40");
        await host.PollAsync(sid);
        EchoNamespace.Flood(host.Echo.Sockets.Single(), 10, padding: 1000);
        var seen = new List<string>();
        while (seen.Count < 10)
        {
            var body = (await host.PollAsync(sid)).Body;
            Assert.InRange(body.Length, 1, 5000);
            seen.AddRange(body.Split('\u001e'));
        }

        Assert.Equal(Enumerable.Range(0, 10), seen.Select(text => text[7] - '0'));
    }

    [Fact]
    public async Task Events_in_flight_are_bounded_and_begin_in_order()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxEventsInFlight = 4 });
        using var socket = await host.JoinAsync();
        for (var i = 0; i < 10; i++) await socket.SendAsync($"42{i}[\"wait\",{i}]");
        await SocketIoHost.EventuallyAsync(() => host.Echo.InHandler == 4, "four in the handler");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(4, host.Echo.InHandler);
        host.Echo.Gate.SetResult();
        var acks = new List<string>();
        for (var i = 0; i < 10; i++) acks.Add(await socket.NextAsync());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"43{i}[{i}]"), acks.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Packets_per_second_are_bounded()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxPacketsPerSecond = 20 });
        using var socket = await host.JoinAsync();
        for (var i = 0; i < 60; i++)
        {
            // A cut connection says so to the sender sooner or later.
            if (socket.Inner.State != WebSocketState.Open) break;
            await socket.SendAsync("42[\"message-with-ack\"]");
        }

        Assert.Empty(await socket.ToEndAsync());
        Assert.Equal([SocketIoReason.Flood], host.Echo.Left);
    }

    [Fact]
    public async Task Refusals_are_bounded()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxRefusals = 3 });
        using var socket = await host.DialAsync();
        await socket.NextAsync();
        for (var i = 0; i < 4; i++) await socket.SendAsync("40/x");
        Assert.Equal(4, (await socket.ToEndAsync()).Count);
    }

    [Fact]
    public async Task Sessions_that_have_not_connected_are_bounded_for_each_address()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxPendingPerAddress = 2 });
        using var joined = await host.JoinAsync();
        var first = await host.OpenAsync();
        await host.OpenAsync();
        using (var refused = await host.Http.GetAsync("/socket.io/?EIO=4&transport=polling", TestContext.Current.CancellationToken))
            Assert.Equal((429, "5"), ((int)refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        await Assert.ThrowsAsync<WebSocketException>(() => host.DialAsync());
        await host.PollAsync(first, "1");
        await host.PollAsync(await host.OpenAsync(), "40");
        using var again = await host.JoinAsync();
    }

    [Fact]
    public async Task Sessions_are_bounded()
    {
        await using var host = await SocketIoHost.StartAsync(new() { MaxSessions = 1 });
        var sid = await host.OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/socket.io/?EIO=4&transport=polling");
        Assert.Equal((503, """{"code":4,"message":"No room for more sessions"}"""), await host.AskAsync(request));
        await host.PollAsync(sid, "1");
        await host.OpenAsync();
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://{host}.evil.example", 403)]
    [InlineData("https://console.example.org.evil.example", 403)]
    [InlineData("http://{host}", 200)]
    [InlineData("https://console.example.org", 200)]
    public async Task Origin_must_be_ones_own_or_allowed(string origin, int status)
    {
        await using var host = await SocketIoHost.StartAsync(new() { AllowedOrigins = ["https://console.example.org"] });
        origin = origin.Replace("{host}", host.Url.Authority, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/socket.io/?EIO=4&transport=polling");
        request.Headers.Add("Origin", origin);
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 403) Assert.Equal(Forbidden, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var isAllowed = origin == "https://console.example.org";
        Assert.Equal(isAllowed ? [origin] : [], response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values : []);
        Assert.Equal(isAllowed, response.Headers.Vary.Contains("Origin"));

        if (status == 403) await Assert.ThrowsAsync<WebSocketException>(() => host.DialAsync(origin: origin));
        else (await host.DialAsync(origin: origin)).Dispose();
    }

    [Theory]
    [InlineData("https://console.example.org", 204)]
    [InlineData("https://evil.example", 403)]
    public async Task Preflight_is_answered_for_allowed_origins_only(string origin, int status)
    {
        await using var host = await SocketIoHost.StartAsync(new() { AllowedOrigins = ["https://console.example.org"] });
        using var request = new HttpRequestMessage(HttpMethod.Options, "/socket.io/?EIO=4&transport=polling");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 204 ? ["authorization"] : [], response.Headers.TryGetValues("Access-Control-Allow-Headers", out var values) ? values : []);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("agents")]
    [InlineData("/a,b")]
    [InlineData("/agents")]
    public async Task Register_refuses_names_that_cannot_be_or_are_taken(string name)
    {
        await using var host = await SocketIoHost.StartAsync();
        Assert.Throws<ArgumentException>(() => host.Server.Register(name, host.Echo));
    }
}
