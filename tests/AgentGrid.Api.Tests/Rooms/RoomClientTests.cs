using System.Text.Json;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>Clients that are not ours.</summary>
public sealed class RoomClientTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Fact]
    public async Task Official_socket_io_client_lives_an_agents_whole_life()
    {
        var argument = JsonSerializer.Serialize(new { url = shared.Grid.Url, admin = GridUnderTest.AdminToken, name = SharedGrid.NewName("life") });
        var (exitCode, output) = await NodeClient.RunAsync("rooms", argument, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }
}
