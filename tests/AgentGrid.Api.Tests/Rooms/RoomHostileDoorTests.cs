using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Rooms.SocketIo;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>
/// Both doors of a whole grid under everything hostile that is known, while two neighbours, one at each door, talk to each other: none of their messages is lost, refused or
/// late, and the process lives. The cases are those of <see cref="HostileTests"/> and <see cref="RoomHostileFrameTests"/>, where each is held against its own end.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class RoomHostileDoorTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Requests that are no beginning of a socket. CVE-2022-21676 and CVE-2022-41940: such ended the process.</summary>
    private static IEnumerable<string> Requests(string path) =>
    [
        $"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
        $"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        $"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %%%\r\n\r\n",
        $"GET {path}&sid=__proto__ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n4",
        $"POST {path}&sid=constructor HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        $"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        $"GET {path} HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        $"GET {path}&{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n",
        $"GET {path}&token=%ff%fe%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        $"GET {path}&cursors=[[[[[[ HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
    ];

    [Fact]
    public async Task Everything_hostile_ends_only_itself_while_the_neighbours_talk()
    {
        var (anna, ben, mallory) = (await shared.AgentAsync(), await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben, mallory);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var talking = await TalkAsync(room, anna, ben, enough.Token);
        var attacks = Attacks(room, mallory).ToArray();
        await Parallel.ForEachAsync(attacks, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop }, async (attack, _) => await attack());
        await enough.CancelAsync();
        var (exchanged, slowest) = await talking;
        TestContext.Current.TestOutputHelper!.WriteLine($"{attacks.Length} attacks; {exchanged} messages of the neighbours meanwhile, the slowest answered after {slowest.TotalMilliseconds:0} ms");

        Assert.True(exchanged > 20, $"Only {exchanged} messages.");
        var history = await anna.HistoryAsync(room);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(seq => (long)seq), history.Select(message => message.GetProperty("seq").GetInt64()));
        Assert.Equal(200, (await shared.Anonymous.GetAnswerAsync("/healthz")).Status);
        using var client = shared.Grid.Client(mallory.Token);
        Assert.Equal(200, (await client.GetAnswerAsync($"/api/v1/rooms/{room}")).Status);
    }

    // CVE-2024-38355: an event named error ended the process.
    [Theory]
    [InlineData("""42/agents,["error",{"message":"x"}]""")]
    [InlineData("""42/agents,5["error"]""")]
    [InlineData("""42/agents,6["constructor",{"__proto__":{"ok":true}}]""")]
    [InlineData("""42/agents,7["__proto__",{}]""")]
    [InlineData("""42/agents,8["toString"]""")]
    [InlineData("""42/agents,9["message:send",7]""")]
    [InlineData("""42/agents,10["message:send",null,{},[]]""")]
    [InlineData("""42/agents,11["message:send",{"roomId":{"toString":"x"}}]""")]
    [InlineData("""42/agents,12["message:send",{"roomId":"a","roomId":"b"}]""")]
    [InlineData("""42/agents,13["room:join",{"roomId":[],"cursor":{"seq":1e400}}]""")]
    [InlineData("""42/agents,14["room:sync",{"after":-1}]""")]
    public async Task Events_with_odd_names_and_arguments_are_refused_and_the_socket_lives(string packet)
    {
        var anna = await shared.AgentAsync();
        var room = await shared.RoomAsync(anna);
        await using var hostile = await JoinAsync(anna);
        await hostile.WriteAsync(HostileFrames.Frame(0x81, Encoding.UTF8.GetBytes(packet)));
        await hostile.WriteAsync(HostileFrames.Frame(0x81, Encoding.UTF8.GetBytes($$"""42/agents,99["message:send",{"roomId":"{{room}}","body":"still here"}]""")));
        var seen = "";
        while (!seen.Contains("43/agents,99[{\"ok\":true", StringComparison.Ordinal))
        {
            var more = await hostile.ReadAsync();
            Assert.NotEqual("", more);
            seen += more;
        }

        Assert.DoesNotContain("\"ok\":true,\"seq\":0", seen, StringComparison.Ordinal);
        Assert.Single(await anna.HistoryAsync(room));
    }

    private IEnumerable<Func<Task>> Attacks(string room, RoomAgent mallory)
    {
        var tokenQuery = $"/ws?token={mallory.Token}";
        foreach (var (_, frame) in HostileTests.Frames.Select(row => row.Data))
        {
            // Both doors, as a member who has joined.
            yield return async () => await EndAsync(await JoinAsync(mallory), frame);
            yield return async () => await EndAsync(await DialAsync(tokenQuery), frame);
        }

        foreach (var frame in RoomHostileFrameTests.Bad().Select(row => row.Data))
            yield return async () => await EndAsync(await DialAsync(tokenQuery), HostileFrames.Frame(0x81, Encoding.UTF8.GetBytes(frame)));
        foreach (var request in Requests("/socket.io/?EIO=4&transport=websocket").Concat(Requests("/socket.io/?EIO=4&transport=polling")).Concat(Requests("/ws?a=b")))
            yield return async () => await SayAsync(request);
        // Gone in the middle of a frame, and of a handshake.
        yield return async () => await LeaveAsync(await DialAsync(tokenQuery), HostileFrames.Frame(0x81, new byte[5000])[..100]);
        yield return async () => await LeaveAsync(await JoinAsync(mallory), HostileFrames.Frame(0x81, Encoding.UTF8.GetBytes($$"""42/agents,1["message:send",{"roomId":"{{room}}","body":"bye"}]"""))[..60]);
        yield return async () => await LeaveAsync(await HostileFrames.ConnectAsync(shared.Grid.Url), "GET /ws HTTP/1.1\r\nHost: x\r\nUpg"u8.ToArray());
        var random = new Random(20261124);
        for (var i = 0; i < 40; i++)
        {
            var noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            var isPlain = i % 2 == 0;
            yield return async () => await LeaveAsync(isPlain ? await DialAsync(tokenQuery) : await JoinAsync(mallory), noise);
        }
    }

    private async Task<HostileFrames> DialAsync(string path)
    {
        var hostile = await HostileFrames.ConnectAsync(shared.Grid.Url);
        await hostile.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {shared.Grid.Url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 101", await hostile.ReadAsync(), StringComparison.Ordinal);
        return hostile;
    }

    private async Task<HostileFrames> JoinAsync(RoomAgent agent)
    {
        var hostile = await DialAsync("/socket.io/?EIO=4&transport=websocket");
        await hostile.WriteAsync(HostileFrames.Frame(0x81, Encoding.UTF8.GetBytes("40/agents," + JsonSerializer.Serialize(new { token = agent.Token }))));
        while (!(await hostile.ReadAsync()).Contains("\"connected\"", StringComparison.Ordinal))
        {
            // The open packet, and the answer to CONNECT.
        }

        return hostile;
    }

    // The server cuts it.
    private static async Task EndAsync(HostileFrames hostile, byte[] frame)
    {
        await using (hostile)
        {
            await hostile.WriteAsync(frame);
            await hostile.ToEndAsync();
        }
    }

    private static async Task LeaveAsync(HostileFrames hostile, byte[] bytes)
    {
        await using (hostile) await hostile.WriteAsync(bytes);
    }

    private async Task SayAsync(string request)
    {
        await using var hostile = await HostileFrames.ConnectAsync(shared.Grid.Url);
        await hostile.WriteAsync(Encoding.Latin1.GetBytes(request));
        try
        {
            var answer = await hostile.ReadAsync();
            Assert.DoesNotContain("HTTP/1.1 500", answer, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // Cut.
        }
    }

    // One posts, the other answers, through both doors, until it is enough.
    private async Task<Task<(int Exchanged, TimeSpan Slowest)>> TalkAsync(string room, RoomAgent anna, RoomAgent ben, CancellationToken enough)
    {
        var (plain, _) = await PlainSocket.JoinAsync(shared.Grid.Url, anna);
        var other = await Bench.RoomFaults.RoomWire.OpenAsync(shared.Grid.Url, isSocketIo: true, new() { ["token"] = ben.Token }, Stop);
        while ((await other.ReadAsync(Stop)).Type != "connected")
        {
            // Greetings.
        }

        return Task.Run(TalkOnAsync, Stop);

        async Task<(int, TimeSpan)> TalkOnAsync()
        {
            await using var one = plain;
            using var two = other;
            var (exchanged, slowest) = (0, TimeSpan.Zero);
            while (!enough.IsCancellationRequested)
            {
                var began = TimeProvider.System.GetTimestamp();
                var body = $"message {exchanged++}";
                var sent = await one.AskAsync("message:send", new { roomId = room, body });
                Assert.True(sent.GetProperty("ok").GetBoolean(), sent.GetRawText());
                while (true)
                {
                    var (type, heard) = await two.ReadAsync(Stop).WaitAsync(LongestAnswer, Stop);
                    if (type == "message:new" && heard.GetProperty("body").GetString() == body) break;
                }

                var took = TimeProvider.System.GetElapsedTime(began);
                if (took > slowest) slowest = took;
                await Task.Delay(40, Stop);
            }

            return (exchanged, slowest);
        }
    }
}
