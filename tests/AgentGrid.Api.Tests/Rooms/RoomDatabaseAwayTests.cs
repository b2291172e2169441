using System.Net.WebSockets;
using System.Runtime.Versioning;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Bench.RoomFaults;
using AgentGrid.Testing;
using Npgsql;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>The database is away: sockets that are there stay, and who comes is told to come back, not that it is unknown.</summary>
[SupportedOSPlatform("linux")]
public sealed class RoomDatabaseAwayTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sockets_stay_posts_are_refused_and_who_comes_is_not_turned_away_for_good()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        using var setup = new RoomSetup(grid.Url, GridUnderTest.AdminToken);
        var room = await setup.MakeRoomAsync("room", Stop);
        var (id, apiToken) = await setup.MakeMemberAsync("anna", room, Stop);
        var token = (await grid.Client(apiToken).PostAnswerAsync("/api/v1/sessions", null)).Json.GetProperty("token").GetString()!;
        var anna = new RoomAgent($"{id}", "anna", token, grid.Client(token));
        var (stays, _) = await PlainSocket.JoinAsync(grid.Url, anna);
        await using var one = stays;

        await SetAwayAsync(grid, isAway: true);
        var refused = await one.AskAsync("message:send", new { roomId = room, body = "not now", clientMessageId = "c-1" });
        Assert.Contains(refused.GetProperty("error").GetString(), (string[])["unavailable", "outcome_unknown"]);

        // The plain door says so and asks to come back.
        await using var plain = await PlainSocket.OpenAsync(grid.Url);
        await plain.SendAsync(new { type = "auth", token });
        Assert.Equal("unavailable", Assert.Single(await plain.ToEndAsync()).GetProperty("error").GetString());
        Assert.Equal(1013, (int?)plain.CloseStatus);

        // An official client comes back when its connection closes, and never after a refusal. At first the token is remembered and the rooms cannot be read; later it cannot
        // be known who comes.
        var seen = await KnockAsync(grid, token);
        Assert.Contains("error", seen);
        await AgainAsync(async () => (seen = await KnockAsync(grid, token)).Count == 0);

        await SetAwayAsync(grid, isAway: false);
        await AgainAsync(async () =>
        {
            using var back = await RoomWire.OpenAsync(grid.Url, isSocketIo: true, new() { ["token"] = token }, Stop);
            return (await back.ReadAsync(Stop)).Type == "connected";
        });
        await AgainAsync(async () => (await one.AskAsync("message:send", new { roomId = room, body = "now", clientMessageId = "c-1" })).GetProperty("ok").GetBoolean());
        Assert.Single(await anna.HistoryAsync($"{room}"));
        Assert.Equal((long[])[1], await one.SeqsAsync(1));
    }

    // What a socket.io client is told before its connection closes.
    private static async Task<List<string>> KnockAsync(GridUnderTest grid, string token)
    {
        var seen = new List<string>();
        try
        {
            using var wire = await RoomWire.OpenAsync(grid.Url, isSocketIo: true, new() { ["token"] = token }, Stop);
            while (true) seen.Add((await wire.ReadAsync(Stop)).Type);
        }
        catch (WebSocketException)
        {
            Assert.DoesNotContain("connect_error", seen);
            return seen;
        }
    }

    private static async Task AgainAsync(Func<Task<bool>> act)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await act()) return;
            }
            catch (WebSocketException)
            {
                // Not yet.
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience);
            await Task.Delay(200, Stop);
        }
    }

    private static async Task SetAwayAsync(GridUnderTest grid, bool isAway)
    {
        var own = new NpgsqlConnectionStringBuilder(grid.DatabaseUrl);
        var name = own.Database;
        own.Database = "postgres";
        await TestPostgres.RunAsync(own.ConnectionString, $"ALTER DATABASE {name} ALLOW_CONNECTIONS {!isAway}", Stop);
        if (isAway) await TestPostgres.RunAsync(own.ConnectionString, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", Stop);
    }
}
