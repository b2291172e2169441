using System.Text.Json;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>Client libraries from npm, unchanged, against a running grid.</summary>
public sealed class RelyingPartyTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    [Fact]
    public async Task Openid_client_and_oauth4webapi_accept_every_answer()
    {
        var (_, email) = await grid.NewUserAsync();

        var (exitCode, output) = await NodeClient.RunAsync(
            "oidc", JsonSerializer.Serialize(new { url = grid.Grid.Url, token = GridUnderTest.AdminToken, email, password = ConnectGrid.Password }), TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }
}
