using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Bench.RoomFaults;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>The kept names on <c>/metrics</c> of a process, as Prometheus itself sees them.</summary>
[SupportedOSPlatform("linux")]
public sealed class RoomMetricsTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Kept =
    [
        "agenthub_agents_connected", "agenthub_rooms_active", "agenthub_messages_total", "agenthub_websocket_latency_seconds_count", "agenthub_http_requests_total", "agenthub_db_query_duration_seconds_count",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_after_traffic_pass_promtool_and_have_the_kept_names()
    {
        await using var grid = await StartAsync();
        var (socket, _) = await TrafficAsync(grid);
        await using var one = socket;
        var text = (await grid.Client(GridUnderTest.AdminToken).GetAnswerAsync("/metrics")).Text;
        Assert.All(Kept, name => Assert.Contains('\n' + name, text, StringComparison.Ordinal));

        var start = new ProcessStartInfo(RealParts.Program("promtool"), ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var promtool = Process.Start(start)!;
        await promtool.StandardInput.WriteAsync(text.AsMemory(), Stop);
        promtool.StandardInput.Close();
        var said = promtool.StandardOutput.ReadToEndAsync(Stop);
        var remarks = await promtool.StandardError.ReadToEndAsync(Stop) + await said;
        await promtool.WaitForExitAsync(Stop);
        // 3: readable, with remarks on style. The framework's own names have some; ours have none.
        Assert.True(promtool.ExitCode is 0 or 3, remarks);
        Assert.DoesNotContain("agenthub_", remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_scrapes_the_kept_names()
    {
        var program = RealParts.Program("prometheus");
        await using var grid = await StartAsync();
        var (socket, room) = await TrafficAsync(grid);
        await using var one = socket;
        var home = Directory.CreateTempSubdirectory("grid-prometheus-").FullName;
        try
        {
            var port = FreePort();
            await File.WriteAllTextAsync(Path.Combine(home, "prometheus.yml"), $"""
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: grid
                    static_configs:
                      - targets: ['{grid.Url.Authority}']
                """, Stop);
            using var prometheus = Process.Start(new ProcessStartInfo(program, [$"--config.file={home}/prometheus.yml", $"--storage.tsdb.path={home}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]))!;
            try
            {
                using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
                Assert.Equal("1", await QueryAsync(client, "up{job=\"grid\"} == 1"));
                foreach (var name in Kept) Assert.NotEqual("0", await QueryAsync(client, $"sum({name})"));
                Assert.Equal("3", await QueryAsync(client, $"agenthub_messages_total{{room_id=\"{room}\"}}"));
                Assert.Equal("1", await QueryAsync(client, "agenthub_agents_connected"));
            }
            finally
            {
                prometheus.Kill();
                await prometheus.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private async Task<GridProcess> StartAsync() => await GridProcess.ServeAsync(
        ("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: Stop)), ("GRID_SECRET_KEY", GridUnderTest.SecretKey), ("GRID_ADMIN_TOKEN", GridUnderTest.AdminToken));

    // One socket that stays, and three messages.
    private static async Task<(PlainSocket Socket, Guid Room)> TrafficAsync(GridProcess grid)
    {
        using var setup = new RoomSetup(grid.Url, GridUnderTest.AdminToken);
        var room = await setup.MakeRoomAsync("room", Stop);
        var (id, apiToken) = await setup.MakeMemberAsync("anna", room, Stop);
        var token = (await grid.Client(apiToken).PostAnswerAsync("/api/v1/sessions", null)).Json.GetProperty("token").GetString()!;
        var (socket, _) = await PlainSocket.JoinAsync(grid.Url, new RoomAgent($"{id}", "anna", token, grid.Client(token)));
        for (var i = 0; i < 3; i++) Assert.True((await socket.AskAsync("message:send", new { roomId = room, body = "counted" })).GetProperty("ok").GetBoolean());
        return (socket, room);
    }

    // Asks until there is an answer: it starts, and it scrapes once a second.
    private static async Task<string> QueryAsync(HttpClient client, string query)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                var answer = await client.GetStringAsync(new Uri("/api/v1/query?query=" + Uri.EscapeDataString(query), UriKind.Relative), Stop);
                var result = JsonElement.Parse(answer).GetProperty("data").GetProperty("result");
                if (result.GetArrayLength() > 0) return result[0].GetProperty("value")[1].GetString()!;
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"No answer to {query}.");
            await Task.Delay(200, Stop);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
