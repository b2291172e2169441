using System.Text.Json;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>The way of a person with programs that are not ours: <c>curl</c> with its cookie jar as browser, <c>otplib</c> as authenticator, <c>jsqr</c> as its camera.</summary>
public sealed class OtplibJourneyTests(TestPostgres postgres)
{
    [Fact]
    public async Task Sign_in_with_curl_and_otplib()
    {
        var curl = RealParts.Program("curl");
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var person = await TestPerson.NewAsync(grid);
        var (exitCode, output) = await NodeClient.RunAsync(
            "otplib", JsonSerializer.Serialize(new { url = grid.Url, email = person.Email, password = TestPerson.Password, curl }), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }
}
