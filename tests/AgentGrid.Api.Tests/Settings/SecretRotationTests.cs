using AgentGrid.Api.Hosting;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Settings;

/// <summary>The change of the master key, as an operator does it.</summary>
public sealed class SecretRotationTests(TestPostgres postgres)
{
    private const string Old = "old-secret-key-0123456789-0123456789-abc";
    private const string New = "new-secret-key-0123456789-0123456789-abc";

    [Fact]
    public async Task Rotate_lets_the_old_key_be_dropped()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        string id;
        await using (var grid = await GridUnderTest.StartOnAsync(database, $"GRID_SECRET_KEY={Old}"))
        {
            id = await grid.Client().RegisterAsync(upstream.Agent("one", ",\"apiKey\":\"sk-upstream-key-one\""));
            await DispatchAsync(grid, 200);
        }

        // The new key alone is refused; who lost the old one gives up the signing keys first.
        var refused = await Assert.ThrowsAsync<SettingException>(() => GridUnderTest.StartOnAsync(database, $"GRID_SECRET_KEY={New}"));
        Assert.Contains("GRID_SECRET_KEY_PREVIOUS", refused.Message, StringComparison.Ordinal);
        await TestPostgres.RunAsync(database, "DELETE FROM signing_keys", TestContext.Current.CancellationToken);
        await using (var grid = await GridUnderTest.StartOnAsync(database, $"GRID_SECRET_KEY={New}"))
        {
            await DispatchAsync(grid, 502, 503);
            var health = (await grid.Client().GetAnswerAsync($"/api/v1/agents/{id}/health")).Json;
            Assert.Equal("its stored key cannot be read; enter it again", health.GetProperty("detail").GetString());
        }

        await using (var grid = await GridUnderTest.StartOnAsync(database, $"GRID_SECRET_KEY={New}", $"GRID_SECRET_KEY_PREVIOUS={Old}"))
        {
            // One good check puts an agent that was unhealthy back into the rotation.
            Assert.Equal("healthy", (await grid.Client().GetAnswerAsync($"/api/v1/agents/{id}/health")).Json.GetProperty("status").GetString());
            await DispatchAsync(grid, 200);
        }

        (string, string)[] environment = [("DATABASE_URL", database), ("GRID_SECRET_KEY", New), ("GRID_SECRET_KEY_PREVIOUS", Old)];
        var (exitCode, output) = await GridProcess.RunAsync(["secrets", "rotate"], environment);
        Assert.True(exitCode == 0, output);
        Assert.Contains("2 secrets were encrypted anew", output, StringComparison.Ordinal);
        (exitCode, output) = await GridProcess.RunAsync(["secrets", "rotate"], environment);
        Assert.Contains("0 secrets were encrypted anew", output, StringComparison.Ordinal);
        Assert.Equal(78, (await GridProcess.RunAsync(["secrets", "rotate"], environment[..2])).ExitCode);

        await using (var grid = await GridUnderTest.StartOnAsync(database, $"GRID_SECRET_KEY={New}")) await DispatchAsync(grid, 200);
        Assert.All(upstream.Authorizations, authorization => Assert.Equal("Bearer sk-upstream-key-one", authorization));
        Assert.Equal(3, upstream.Authorizations.Count);
    }

    private static async Task DispatchAsync(GridUnderTest grid, params int[] statuses)
    {
        var answer = await grid.Client().PostAnswerAsync("/api/v1/openclaw/dispatch", """{"prompt":"hi"}""");
        Assert.True(statuses.Contains(answer.Status), $"{answer.Status} {answer.Text}");
    }
}
