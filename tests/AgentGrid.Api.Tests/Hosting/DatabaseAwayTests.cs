using System.Diagnostics;
using AgentGrid.Testing;
using Npgsql;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>
/// The database goes away under a running grid and comes back: it takes no new connections and ends those there are. What is promised: reads and writes fail fast
/// with 503, dispatches to a pool that is active go on, and nothing needs a restart.
/// </summary>
public sealed class DatabaseAwayTests(TestPostgres postgres)
{
    [Fact]
    public async Task Requests_fail_fast_dispatch_goes_on_and_everything_heals()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var client = grid.Client();
        await client.RegisterAsync(upstream.Agent("here"));
        Assert.Equal(200, (await DispatchAsync(client)).Status);

        await SetAwayAsync(grid, away: true);
        foreach (var ask in (Func<Task<Answer>>[])
        [
            () => client.GetAnswerAsync("/api/v1/agents"),
            () => client.PostAnswerAsync("/api/v1/agents", """{"name":"not-now","kind":"none"}"""),
            () => client.PostAnswerAsync("/api/v1/agents", """{"name":"not-now","kind":"none"}""", ("Idempotency-Key", "while-away")),
            () => client.GetAnswerAsync("/api/v1/pools"),
            () => client.PutAnswerAsync("/api/v1/limits/overrides/totp/subject/a", """{"permits":5}"""),
            () => client.GetAnswerAsync("/readyz"),
        ])
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await ask();
            Assert.True(answer.Status == 503, $"{answer.Status} {answer.Text}");
            Assert.Equal("1", answer.Header("Retry-After"));
            // The bound of a client's patience, far above what it takes, far below a time-out of the database.
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(8));
        }

        Assert.Contains("\"db\":\"failed\"", (await client.GetAnswerAsync("/readyz")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await client.GetAnswerAsync("/healthz")).Status);
        Assert.Equal(200, (await client.GetAnswerAsync("/api/v1/auth/me")).Status);
        Assert.Equal(200, (await DispatchAsync(client)).Status);

        await SetAwayAsync(grid, away: false);
        while ((await client.GetAnswerAsync("/readyz")).Status != 200) await Task.Delay(50, TestContext.Current.CancellationToken);
        while ((await client.GetAnswerAsync("/api/v1/agents")).Status == 503) await Task.Delay(50, TestContext.Current.CancellationToken);
        await client.RegisterAsync("""{"name":"not-now","kind":"none"}""");
        Assert.Equal(2, (await client.GetAnswerAsync("/api/v1/agents")).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(200, (await DispatchAsync(client)).Status);
    }

    private static Task<Answer> DispatchAsync(HttpClient client) => client.PostAnswerAsync("/api/v1/openclaw/dispatch", """{"prompt":"hi"}""");

    private static async Task SetAwayAsync(GridUnderTest grid, bool away)
    {
        var own = new NpgsqlConnectionStringBuilder(grid.DatabaseUrl);
        var name = own.Database;
        own.Database = "postgres";
        await TestPostgres.RunAsync(own.ConnectionString, $"ALTER DATABASE {name} ALLOW_CONNECTIONS {!away}", TestContext.Current.CancellationToken);
        if (away) await TestPostgres.RunAsync(own.ConnectionString, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", TestContext.Current.CancellationToken);
    }
}
