using System.Collections.Concurrent;
using System.Net.Sockets;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>The process as an operator has it: starts, refuses to start, is killed, is told to stop.</summary>
public sealed class ProcessTests(TestPostgres postgres)
{
    private const string Token = GridUnderTest.AdminToken;
    private const int Configuration = 78;

    [Fact]
    public async Task Kill_under_load_loses_nothing_that_was_acknowledged()
    {
        var home = TestPostgres.CreateHome();
        try
        {
            var acknowledged = new ConcurrentBag<string>();
            await using (var grid = await GridProcess.ServeAsync(("GRID_HOME", home), ("GRID_ADMIN_TOKEN", Token)))
            {
                var client = grid.Client(Token);
                Assert.Equal(200, (await client.PutAnswerAsync("/api/v1/limits/overrides/authenticated/subject/bootstrap-admin", """{"permits":1000000}""")).Status);
                var load = Enumerable.Range(0, 8).Select(worker => RegisterUntilGoneAsync(client, worker, acknowledged)).ToArray();
                while (acknowledged.Count < 60) await Task.Delay(10, TestContext.Current.CancellationToken);
                grid.Kill();
                await Task.WhenAll(load);
                Assert.Equal(137, await grid.ExitAsync());
            }

            await using var again = await GridProcess.ServeAsync(("GRID_HOME", home), ("GRID_ADMIN_TOKEN", Token));
            var names = await NamesAsync(again.Client(Token));
            Assert.Empty(acknowledged.Except(names));
            Assert.True(names.Count - acknowledged.Count <= 8, "More agents than were asked for.");
            await again.TerminateAsync();
            Assert.Equal(0, await again.ExitAsync());
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task Terminate_lets_a_request_under_way_end_and_refuses_new_ones()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        upstream.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var grid = await GridProcess.ServeAsync(await SettingsAsync());
        var client = grid.Client(Token);
        await client.RegisterAsync(upstream.Agent("slow"));

        var underWay = client.PostAnswerAsync("/api/v1/openclaw/dispatch", """{"prompt":"hi"}""");
        await upstream.ChatArrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        await grid.TerminateAsync();
        await UntilRefusedAsync(grid.Url);
        Assert.False(underWay.IsCompleted);
        upstream.Gate.SetResult();

        Assert.Equal(200, (await underWay).Status);
        Assert.Equal(0, await grid.ExitAsync());
    }

    [Fact]
    public async Task Second_process_on_one_database_or_one_home_names_the_holder()
    {
        var settings = await SettingsAsync();
        await using var first = await GridProcess.ServeAsync(settings);
        var (exitCode, output) = await GridProcess.RunAsync(["--urls", "http://127.0.0.1:0"], settings);
        Assert.Equal(Configuration, exitCode);
        Assert.Contains($"in use by grid embedded process {first.Id} on {Environment.MachineName}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);

        var home = TestPostgres.CreateHome();
        try
        {
            await using var holder = await GridProcess.ServeAsync(("GRID_HOME", home), ("GRID_ADMIN_TOKEN", Token));
            (exitCode, output) = await GridProcess.RunAsync(["--urls", "http://127.0.0.1:0"], ("GRID_HOME", home));
            Assert.Equal(Configuration, exitCode);
            Assert.Contains($"in use by process {holder.Id} on", output, StringComparison.Ordinal);
            await holder.TerminateAsync();
            await holder.ExitAsync();
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task Wrong_setting_ends_the_process_with_78_and_one_clear_line()
    {
        var settings = await SettingsAsync();
        await AssertRefusedAsync("GRID_SECRET_KEY must have at least 32 characters", [("GRID_SECRET_KEY", "short"), ("DATABASE_URL", settings[0].Value)]);
        await AssertRefusedAsync("GRID_SECRET_KEY is not set", [("DATABASE_URL", settings[0].Value)]);
        await AssertRefusedAsync("ALLOWED_ORIGINS has '*'", [.. settings, ("ALLOWED_ORIGINS", "*")]);

        static async Task AssertRefusedAsync(string message, (string, string)[] environment)
        {
            var (exitCode, output) = await GridProcess.RunAsync(["--urls", "http://127.0.0.1:0"], environment);
            Assert.Equal((Configuration, output), (exitCode, output));
            Assert.Contains(message, output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unknown_command_ends_with_64_and_says_what_there_is()
    {
        var (exitCode, output) = await GridProcess.RunAsync(["frobnicate", "now"]);
        Assert.Equal(64, exitCode);
        Assert.Contains("Unknown command 'frobnicate now'. Commands: secrets rotate; users recover <email>.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_one_clear_line()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        var (exitCode, output) = await GridProcess.RunAsync(["--urls", url], await SettingsAsync());
        Assert.Equal(Configuration, exitCode);
        Assert.Contains($"Failed to bind to address {url}: address already in use. Stop what uses it", output.Split('\n')[^1], StringComparison.Ordinal);
    }

    private async Task<(string Name, string Value)[]> SettingsAsync() =>
    [
        ("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken)), ("GRID_SECRET_KEY", GridUnderTest.SecretKey), ("GRID_ADMIN_TOKEN", Token), ("GRID_ALLOW_PRIVATE_ENDPOINTS", "true"),
    ];

    private static async Task RegisterUntilGoneAsync(HttpClient client, int worker, ConcurrentBag<string> acknowledged)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var name = $"agent-{worker}-{i}";
                if ((await client.PostAnswerAsync("/api/v1/agents", $$"""{"name":"{{name}}","kind":"none"}""")).Status == 201) acknowledged.Add(name);
            }
        }
        catch (HttpRequestException)
        {
            // The process has gone.
        }
    }

    private static async Task UntilRefusedAsync(Uri url)
    {
        while (true)
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<List<string>> NamesAsync(HttpClient client)
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await client.GetAnswerAsync($"/api/v1/agents?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}")).Json;
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return names;
    }
}
