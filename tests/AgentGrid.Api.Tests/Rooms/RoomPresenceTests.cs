using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Bench.RoomFaults;
using AgentGrid.Contracts.Identity;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>Who is shown as present: nobody who is not, and not more news than anybody can read.</summary>
[SupportedOSPlatform("linux")]
public sealed class RoomPresenceTests(SharedGrid shared, TestPostgres postgres) : IClassFixture<SharedGrid>
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_client_is_gone_at_once()
    {
        var (anna, ben) = (await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben);
        using var client = await NodeClient.StartAsync("rooms", "stay.mjs", JsonSerializer.Serialize(new { url = shared.Grid.Url, token = ben.Token }), Stop);
        try
        {
            await UntilPresentAsync(anna, room, [ben.Id], Promised);
        }
        finally
        {
            client.Kill();
        }

        Assert.InRange((await UntilPresentAsync(anna, room, [], Promised)).TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task Client_that_vanishes_without_a_word_is_gone_within_thirty_seconds()
    {
        var (anna, ben, carl) = (await shared.AgentAsync(), await shared.AgentAsync(), await shared.AgentAsync());
        var room = await shared.RoomAsync(anna, ben, carl);
        using var proxy = new CutProxy { Target = shared.Grid.Url.Port };
        var (plain, _) = await PlainSocket.JoinAsync(proxy.Address, ben);
        await using var one = plain;
        using var wire = await RoomWire.OpenAsync(proxy.Address, isSocketIo: true, new() { ["token"] = carl.Token }, Stop);
        await UntilPresentAsync(anna, room, [ben.Id, carl.Id], Promised);
        Assert.Equal(2, proxy.Abandon(new Random(1), share: 1));
        await UntilPresentAsync(anna, room, [], Promised);
    }

    [Fact]
    public async Task Killed_process_leaves_no_ghosts_and_who_comes_back_is_there_once()
    {
        (string, string)[] settings =
        [
            ("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: Stop)), ("GRID_SECRET_KEY", GridUnderTest.SecretKey), ("GRID_ADMIN_TOKEN", GridUnderTest.AdminToken),
        ];
        Guid room;
        List<(Guid Id, string ApiToken)> members = [];
        var sockets = new List<PlainSocket>();
        await using (var grid = await GridProcess.ServeAsync(settings))
        {
            using var setup = new RoomSetup(grid.Url, GridUnderTest.AdminToken);
            room = await setup.MakeRoomAsync("room", Stop);
            foreach (var name in (string[])["anna", "ben", "carl"]) members.Add(await setup.MakeMemberAsync(name, room, Stop));
            foreach (var (id, apiToken) in members) sockets.Add((await PlainSocket.JoinAsync(grid.Url, await SignInAsync(grid, id, apiToken))).Socket);
            await UntilPresentAsync(await SignInAsync(grid, members[0].Id, members[0].ApiToken), $"{room}", [.. members.Select(member => $"{member.Id}")], Promised);
            grid.Kill();
            Assert.Equal(137, await grid.ExitAsync());
        }

        foreach (var socket in sockets) await socket.DisposeAsync();
        await using var again = await GridProcess.ServeAsync(settings);
        var anna = await SignInAsync(again, members[0].Id, members[0].ApiToken);
        await using var back = (await PlainSocket.JoinAsync(again.Url, anna)).Socket;
        await UntilPresentAsync(anna, $"{room}", [anna.Id], Promised);
    }

    [Fact]
    public async Task Five_hundred_joins_a_second_are_told_once_a_second_and_end_right()
    {
        const int Agents = 100;
        const int Seconds = 4;
        var watcher = await shared.AgentAsync();
        var agents = new List<RoomAgent>();
        for (var i = 0; i < Agents; i++) agents.Add(await shared.AgentAsync());
        var room = await shared.RoomAsync([watcher, .. agents]);
        var (socket, _) = await PlainSocket.JoinAsync(shared.Grid.Url, watcher);
        await using var one = socket;
        var door = shared.Grid.Host.Services.GetRequiredService<RoomDoor>();

        var random = new Random(20261124);
        var sessions = new RoomSession?[Agents];
        var watch = Stopwatch.StartNew();
        var joins = 0;
        while (watch.Elapsed < TimeSpan.FromSeconds(Seconds))
        {
            // Half of what happens are joins, the other half are leaves.
            while (joins < watch.Elapsed.TotalSeconds * 500)
            {
                var index = random.Next(Agents);
                if (sessions[index] is { } session)
                {
                    session.Closed();
                    sessions[index] = null;
                    continue;
                }

                sessions[index] = new RoomSession(door, new KnownCaller(Caller(agents[index])), new Deaf());
                await sessions[index]!.OpenAsync(new Dictionary<Guid, Domain.Rooms.RoomCursor>());
                joins++;
            }

            await Task.Delay(1, Stop);
        }

        // All updates of that time, and the last one after it.
        var present = agents.Where((_, index) => sessions[index] is not null).Select(agent => agent.Id).Append(watcher.Id).ToHashSet();
        var (updates, online, version) = (0, new HashSet<string>(), 0L);
        while (!online.SetEquals(present))
        {
            var update = await one.NextAsync("presence:update");
            updates++;
            Assert.True(update.GetProperty("version").GetInt64() > version, "Versions go up.");
            version = update.GetProperty("version").GetInt64();
            if (update.TryGetProperty("members", out var all)) online = [.. Ids(all)];
            if (update.TryGetProperty("joined", out var joined)) online.UnionWith(Ids(joined));
            if (update.TryGetProperty("left", out var left)) online.ExceptWith(Ids(left));
            Assert.Equal(online.Count, update.GetProperty("count").GetInt32());
        }

        var seconds = watch.Elapsed.TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine($"{joins} joins in {Seconds} s, {updates} updates in {seconds:0.0} s, {present.Count} present in the end");
        Assert.True(joins >= 500 * (Seconds - 1), $"Only {joins} joins.");
        Assert.InRange(updates, 1, (int)Math.Ceiling(seconds) + 1);
        await UntilPresentAsync(watcher, room, [.. present], Promised);
        foreach (var left in sessions) left?.Closed();
        await UntilPresentAsync(watcher, room, [watcher.Id], Promised);
    }

    private static IEnumerable<string> Ids(JsonElement members) => members.EnumerateArray().Select(member => member.GetProperty("id").GetString()!);

    private static Caller Caller(RoomAgent agent) => new() { Subject = agent.Id, Kind = CallerKind.Agent, Roles = [GridRoles.Agent], Scopes = [GridScopes.Rooms] };

    private static async Task<RoomAgent> SignInAsync(GridProcess grid, Guid id, string apiToken)
    {
        var token = (await grid.Client(apiToken).PostAnswerAsync("/api/v1/sessions", null)).Json.GetProperty("token").GetString()!;
        return new RoomAgent($"{id}", "", token, grid.Client(token));
    }

    // Asks by REST until exactly these are present.
    private static async Task<TimeSpan> UntilPresentAsync(RoomAgent asker, string room, IReadOnlyCollection<string> expected, TimeSpan longest)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var present = Ids((await asker.Client.GetAnswerAsync($"/api/v1/rooms/{room}/presence")).Json.GetProperty("members")).ToHashSet();
            if (present.SetEquals(expected)) return watch.Elapsed;
            Assert.True(watch.Elapsed < longest, $"After {longest.TotalSeconds} s these are present: {string.Join(", ", present)}; expected {string.Join(", ", expected)}.");
            await Task.Delay(100, Stop);
        }
    }

    /// <summary>A socket that takes everything and says nothing.</summary>
    private sealed class Deaf : IRoomConnection
    {
        public bool TrySend(RoomEvent sent) => true;

        public void Close(RoomCloseReason reason)
        {
        }
    }
}
