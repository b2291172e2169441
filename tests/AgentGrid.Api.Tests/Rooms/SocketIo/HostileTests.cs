using System.Net.WebSockets;
using System.Text;
using AgentGrid.Api.Rooms.SocketIo;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>One bad frame closes that socket; neither the process nor the neighbours notice. Classes of published vulnerabilities are named where a case is of one.</summary>
public sealed class HostileTests
{
    private static readonly byte[] Text = "42[\"a\"]"u8.ToArray();

    // A hostile client does not answer a close frame; the tests need not wait for it as long as the server would.
    private static readonly SocketIoOptions Quick = new() { CloseTimeout = TimeSpan.FromMilliseconds(100) };

    public static TheoryData<string, byte[]> Frames => new()
    {
        // CVE-2022-21676: reserved bits of a frame killed the process.
        { "reserved bit 2", HostileFrames.Frame(0x80 | 0x20 | 1, Text) },
        { "reserved bit 3", HostileFrames.Frame(0x80 | 0x10 | 1, Text) },
        { "compressed without having agreed", HostileFrames.Frame(0x80 | 0x40 | 1, Text) },
        { "unknown opcode", HostileFrames.Frame(0x80 | 3, Text) },
        { "unknown control opcode", HostileFrames.Frame(0x80 | 0xf, []) },
        { "continuation of nothing", HostileFrames.Frame(0x80, Text) },
        { "new message inside a message", [.. HostileFrames.Frame(1, Text), .. HostileFrames.Frame(0x80 | 1, Text)] },
        { "not masked", HostileFrames.Frame(0x80 | 1, Text, isMasked: false) },
        { "fragmented ping", HostileFrames.Frame(9, []) },
        { "ping of 126 bytes", HostileFrames.Frame(0x80 | 9, new byte[126]) },
        { "close with one byte", HostileFrames.Frame(0x80 | 8, [3]) },
        { "close with a forbidden status", HostileFrames.Frame(0x80 | 8, [0x03, 0xee]) },
        { "negative length", [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4] },
        { "invalid UTF-8", HostileFrames.Frame(0x80 | 1, [.. "42[\""u8, 0xc3, 0x28, .. "\"]"u8]) },
        { "UTF-8 cut off", HostileFrames.Frame(0x80 | 1, [.. "42[\"a"u8, 0xe2, 0x82]) },
        { "lone surrogate", HostileFrames.Frame(0x80 | 1, "42[\"a\",\"\\ud800\"]"u8) },
        { "binary", HostileFrames.Frame(0x80 | 2, [1, 2, 3]) },
        { "empty", HostileFrames.Frame(0x80 | 1, []) },
        // CVE-2023-32695: a name that is an object killed the process.
        { "name that is an object", HostileFrames.Frame(0x80 | 1, "42[{\"toString\":\"foo\"}]"u8) },
        // CVE-2022-2421: an attachment's number that is no number.
        { "placeholder", HostileFrames.Frame(0x80 | 1, "451-[\"a\",{\"_placeholder\":true,\"num\":\"splice\"}]"u8) },
        // CVE-2020-36049 and its like: memory for attachments that were only announced.
        { "a billion attachments", HostileFrames.Frame(0x80 | 1, "4599999999-[\"a\"]"u8) },
        { "deep JSON", HostileFrames.Frame(0x80 | 1, Encoding.UTF8.GetBytes("42[\"a\"," + new string('[', 100_000) + new string(']', 100_000) + "]")) },
        { "huge id", HostileFrames.Frame(0x80 | 1, Encoding.UTF8.GetBytes("42" + new string('9', 100_000) + "[\"a\"]")) },
        { "reserved name", HostileFrames.Frame(0x80 | 1, "42[\"disconnect\"]"u8) },
        { "too large", HostileFrames.Frame(0x80 | 1, Encoding.UTF8.GetBytes("42[\"a\",\"" + new string('x', 256 * 1024) + "\"]")) },
        { "too large in many frames", [.. Enumerable.Repeat(HostileFrames.Frame(0, new byte[60_000]), 6).Prepend(HostileFrames.Frame(1, Text)).SelectMany(frame => frame)] },
        { "a byte in each frame", [.. Enumerable.Repeat(HostileFrames.Frame(0, "x"u8), 5000).Prepend(HostileFrames.Frame(1, Text)).SelectMany(frame => frame)] },
        { "HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Frame_that_is_hostile_ends_its_own_socket(string what, byte[] frame)
    {
        await using var host = await SocketIoHost.StartAsync(Quick);
        using var neighbour = await host.JoinAsync();
        await using var hostile = await HostileFrames.DialAsync(host.Url);
        await hostile.WriteAsync(HostileFrames.Frame(0x81, "40"u8));
        await SocketIoHost.EventuallyAsync(() => host.Server.Sockets == 2, "the hostile socket joined");
        await hostile.WriteAsync(frame);
        await hostile.ToEndAsync();
        await SocketIoHost.EventuallyAsync(() => host.Server is { Sessions: 1, Sockets: 1 }, what + ": the session is forgotten");
        Assert.Single(host.Echo.Left);
        await neighbour.AssertAliveAsync();
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Frame_that_is_hostile_during_an_upgrade_ends_the_attempt_only(string what, byte[] frame)
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        await using var hostile = await HostileFrames.DialAsync(host.Url, $"EIO=4&transport=websocket&sid={sid}");
        await hostile.WriteAsync(frame);
        await hostile.ToEndAsync();
        Assert.NotEmpty(what);
        Assert.Equal((200, "ok"), await host.PollAsync(sid, "40"));
        Assert.StartsWith("40{", (await host.PollAsync(sid)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frame_that_never_ends_is_cut_by_the_heartbeat()
    {
        await using var host = await SocketIoHost.StartAsync(SocketIoHost.Documented with { CloseTimeout = TimeSpan.FromMilliseconds(200), ConnectTimeout = TimeSpan.FromSeconds(9) });
        await using var hostile = await HostileFrames.DialAsync(host.Url);
        await hostile.WriteAsync([0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4, 0x30]);
        await hostile.ToEndAsync();
        Assert.Equal(0, host.Server.Sessions);
    }

    [Fact]
    public async Task Frames_in_fragments_are_put_together()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var socket = await host.JoinAsync();
        await socket.SendAsync("42[\"mess"u8.ToArray(), WebSocketMessageType.Text, isEnd: false);
        await socket.SendAsync([], WebSocketMessageType.Text, isEnd: false);
        await socket.SendAsync("age\",\"é\"]"u8.ToArray(), WebSocketMessageType.Text);
        Assert.Equal("42[\"message-back\",\"é\"]", await socket.NextAsync());
        var large = new string('x', 200_000);
        await socket.SendAsync($"42[\"message\",\"{large}\"]");
        Assert.Equal($"42[\"message-back\",\"{large}\"]", await socket.NextAsync());
    }

    [Fact]
    public async Task Post_that_drips_is_given_up()
    {
        await using var host = await SocketIoHost.StartAsync(new() { PingTimeout = TimeSpan.FromMilliseconds(300) });
        var sid = await host.OpenAsync();
        await using var hostile = await HostileFrames.ConnectAsync(host.Url);
        await hostile.WriteAsync(Encoding.ASCII.GetBytes($"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n4"));
        await SocketIoHost.EventuallyAsync(() => host.Server.Sessions == 0, "the session is forgotten");
    }

    [Fact]
    public async Task Post_beside_a_post_ends_the_session()
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        await using var hostile = await HostileFrames.ConnectAsync(host.Url);
        await hostile.WriteAsync(Encoding.ASCII.GetBytes($"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n4"));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal((400, """{"code":3,"message":"Bad request"}"""), await host.PollAsync(sid, "40"));
        Assert.Equal(0, host.Server.Sessions);
        Assert.StartsWith("HTTP/1.1 400", await hostile.ToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 300000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n")]
    public async Task Post_that_is_too_large_is_refused(string head)
    {
        await using var host = await SocketIoHost.StartAsync();
        var sid = await host.OpenAsync();
        await using var hostile = await HostileFrames.ConnectAsync(host.Url);
        await hostile.WriteAsync(Encoding.ASCII.GetBytes($"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}"));
        if (head.Contains("chunked", StringComparison.Ordinal))
            for (var i = 0; i < 5; i++) await hostile.WriteAsync([.. "10000\r\n"u8, .. new byte[0x10000], .. "\r\n"u8]);
        Assert.StartsWith("HTTP/1.1 413", await hostile.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(0, host.Server.Sessions);
    }

    [Fact]
    public async Task Post_of_many_packets_is_a_flood()
    {
        await using var host = await SocketIoHost.StartAsync();
        using var neighbour = await host.JoinAsync();
        var sid = await host.OpenAsync();
        Assert.Equal(400, (await host.PollAsync(sid, string.Join('\u001e', Enumerable.Repeat("3", 50_000)))).Status);
        Assert.Equal(400, (await host.PollAsync(sid)).Status);
        await neighbour.AssertAliveAsync();
    }

    [Fact]
    public async Task Random_frames_end_nothing_but_their_sockets()
    {
        await using var host = await SocketIoHost.StartAsync(Quick);
        using var neighbour = await host.JoinAsync();
        var random = new Random(20261124);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200).Select(_ => random.Next()), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, _) =>
        {
            var noise = new Random(seed);
            await using var hostile = await HostileFrames.DialAsync(host.Url);
            await hostile.WriteAsync(HostileFrames.Frame(0x81, "40"u8));
            for (var i = 0; i < 20; i++)
            {
                var payload = new byte[noise.Next(200)];
                noise.NextBytes(payload);
                if (payload.Length > 0) payload[0] = (byte)('0' + noise.Next(8));
                await hostile.WriteAsync(noise.Next(3) == 0 ? payload : HostileFrames.Frame(0x80 | noise.Next(3), payload));
            }
        });
        await neighbour.AssertAliveAsync();
        await SocketIoHost.EventuallyAsync(() => host.Server is { Sessions: 1, Sockets: 1 }, "all are forgotten");
        Assert.DoesNotContain(SocketIoReason.HandlerFailed, host.Echo.Left);
    }
}
