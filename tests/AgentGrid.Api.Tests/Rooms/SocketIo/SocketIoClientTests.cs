using System.Text.Json;
using AgentGrid.Api.Rooms.SocketIo;
using AgentGrid.Api.Tests.Agents.Dispatch;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

public sealed class SocketIoClientTests
{
    [Fact]
    public async Task Official_client_lives_its_whole_life()
    {
        await using var host = await SocketIoHost.StartAsync(new() { PingInterval = TimeSpan.FromMilliseconds(300), PingTimeout = TimeSpan.FromSeconds(5), MaxPacketsPerSecond = 20_000, MaxQueuedPackets = 5000 });
        var (exitCode, output) = await NodeClient.RunAsync("socketio", JsonSerializer.Serialize(new { url = host.Url }), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
        await SocketIoHost.EventuallyAsync(() => host.Server is { Sessions: 0, Sockets: 0 }, "all sessions are forgotten");
        Assert.DoesNotContain(host.Echo.Left, reason => reason is SocketIoReason.ParseError or SocketIoReason.HandlerFailed or SocketIoReason.SlowConsumer or SocketIoReason.Flood);
    }
}
