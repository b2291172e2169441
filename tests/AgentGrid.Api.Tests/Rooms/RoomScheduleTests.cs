using System.Globalization;
using System.Text;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>
/// A picture of a room (a cursor) and the events since always equal a fresh fetch, over generated schedules of posts, lost notices, joins, leaves, cuts, slow reading, members
/// taken out and restores; the session layer, the grains and the database are the real ones. <c>GRID_TEST_SEED</c> repeats one schedule.
/// </summary>
public sealed class RoomScheduleTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const int Schedules = 24;
    private const int Readers = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IServiceProvider Services => shared.Grid.Host.Services;

    private IGrainFactory Grains => Services.GetRequiredService<IClusterClient>();

    private RoomDoor Door => Services.GetRequiredService<RoomDoor>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cursor_and_events_equal_a_fresh_fetch_after_any_schedule()
    {
        var output = TestContext.Current.TestOutputHelper!;
        var given = Environment.GetEnvironmentVariable("GRID_TEST_SEED");
        var first = given is null ? Random.Shared.Next(1_000_000) : int.Parse(given, CultureInfo.InvariantCulture);
        for (var seed = first; seed < first + (given is null ? Schedules : 1); seed++)
        {
            var steps = new List<string>();
            try
            {
                var (messages, gaps, repeats) = await RunAsync(seed, steps);
                output.WriteLine($"seed {seed}: {steps.Count} steps, {messages} messages, {gaps} gaps, {repeats} repeated");
            }
            catch (Exception failed)
            {
                throw new InvalidOperationException($"GRID_TEST_SEED={seed} fails at: {string.Join(" ", steps)}", failed);
            }
        }
    }

    private async Task<(int Messages, int Gaps, int Repeats)> RunAsync(int seed, List<string> steps)
    {
        var random = new Random(seed);
        var writer = await shared.AgentAsync();
        var agents = new List<RoomAgent>();
        for (var i = 0; i < Readers; i++) agents.Add(await shared.AgentAsync());
        var id = await shared.RoomAsync([writer, .. agents]);
        var room = Guid.Parse(id);
        var readers = agents.Select(agent => new ScheduledReader(Door, room, Caller(agent))).ToArray();
        foreach (var reader in readers) await reader.ConnectAsync(random.Next(2, 60));
        for (var i = random.Next(30, 90); i > 0; i--)
        {
            var (reader, agent) = (readers[random.Next(Readers)], agents[random.Next(Readers)]);
            var step = random.Next(100);
            steps.Add($"{step}/{Array.IndexOf(readers, reader)}");
            await StepAsync(step, reader, agent);
            if (random.Next(10) == 0) await AgreeAsync();
        }

        await AgreeAsync();
        foreach (var reader in readers) reader.Cut();
        return (readers[0].Read.Count, readers.Sum(reader => reader.Gaps), readers.Sum(reader => reader.Repeats));

        Task StepAsync(int step, ScheduledReader reader, RoomAgent agent) => step switch
        {
            < 25 => PostAsync(random.Next(1, 5)),
            < 32 => PostAsync(random.Next(20, 150)),
            // More than are replayed.
            32 => PostAsync(RoomRules.MaxReplay + random.Next(1, 40)),
            < 38 => WriteUnheardAsync(room, writer),
            < 60 => reader.ReadAsync(random.Next(1, 40)),
            < 66 => reader.ReadAsync(),
            < 76 => ReconnectAsync(reader),
            < 79 => Task.Run(reader.Cut),
            < 83 => reader.LeaveAsync(),
            < 88 => reader.JoinAsync(),
            < 93 => reader.SyncAsync(random.Next(0, 30)),
            < 95 => OutAndInAsync(agent),
            < 98 => Task.WhenAll(PostAsync(random.Next(1, 60)), ReconnectAsync(reader), reader.ReadAsync()),
            _ => RestoreAsync(room),
        };

        Task PostAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i => shared.Grid.Host.PostAsync(id, writer, $"message {i}")));

        async Task ReconnectAsync(ScheduledReader reader)
        {
            reader.Cut();
            await reader.ConnectAsync(random.Next(2, 60));
        }

        async Task OutAndInAsync(RoomAgent agent)
        {
            Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"/api/v1/rooms/{id}/members/{agent.Id}")).Status);
            Assert.Equal(200, (await shared.Admin.PostAnswerAsync($"/api/v1/rooms/{id}/members", $$"""{"agentId":"{{agent.Id}}"}""")).Status);
            readers[agents.IndexOf(agent)].IsOutside = true;
        }

        // Everybody who is in the room gets, by what is sent, to what a fresh fetch has.
        async Task AgreeAsync()
        {
            foreach (var reader in readers)
            {
                if (!reader.IsConnected) await reader.ConnectAsync(random.Next(2, 60));
                if (reader.IsOutside) await reader.JoinAsync();
            }

            await BeatAsync(room);
            var fresh = await FetchAsync(room);
            var began = TimeProvider.System.GetTimestamp();
            foreach (var reader in readers)
            {
                while (!reader.Read.SequenceEqual(fresh))
                {
                    await reader.ReadAsync();
                    Assert.True(reader.Read.Count <= fresh.Count, "It has more than there is.");
                    Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"Reader {Array.IndexOf(readers, reader)} stays at {reader.Read.Count} of {fresh.Count}.");
                    if (reader.Read.Count < fresh.Count) await Task.Delay(2, Stop);
                }
            }
        }
    }

    private static Caller Caller(RoomAgent agent) => new() { Subject = agent.Id, Kind = CallerKind.Agent, Roles = [GridRoles.Agent], Scopes = [GridScopes.Rooms] };

    private async Task<List<string>> FetchAsync(Guid room)
    {
        var messages = new List<string>();
        while (await Door.Store.ReadAsync(new RoomHistoryQuery { RoomId = room, After = messages.Count, Limit = 200 }, null, Stop) is { Messages: [_, ..] page })
            messages.AddRange(page.Select(message => Encoding.UTF8.GetString(RoomMessageJson.Write(message))));
        return messages;
    }

    // Another activation of the room, as a cluster may have for a moment: this process is not told.
    private async Task WriteUnheardAsync(Guid room, RoomAgent writer)
    {
        var state = (await Door.Store.LoadAsync(room, Stop))!;
        var message = RoomChain.Append(state.Head, new RoomMessage
        {
            Id = Guid.CreateVersion7(),
            RoomId = room,
            Seq = 0,
            Epoch = 0,
            SenderId = Guid.Parse(writer.Id),
            SenderKind = RoomMemberKinds.Agent,
            SenderName = writer.Name,
            Body = "unheard",
            ContentType = RoomRules.DefaultContentType,
            ClientMessageId = $"{Guid.CreateVersion7()}",
            CreatedAt = RoomChain.Whole(TimeProvider.System.GetUtcNow()),
            Fingerprint = default(AuditFingerprint),
            Previous = default(AuditFingerprint),
        });
        Assert.Equal(RoomAppendOutcome.Written, await Door.Store.AppendAsync(new RoomBatch(room, state.Room.Version, [message]), Stop));
        // The activation of this process hears of it with its next message.
        await shared.Grid.Host.PostAsync($"{room}", writer, "heard");
    }

    // As docs/rooms.md says, but under a running grid.
    private async Task RestoreAsync(Guid room)
    {
        await TestPostgres.RunAsync(shared.Grid.DatabaseUrl, $"UPDATE rooms SET epoch = epoch + 1, version = version + 1 WHERE id = '{room}'", Stop);
        await new RoomId(room).Grain(Grains).UpdateAsync(Contracts.Identity.Caller.System, null, null, "Restored", Stop);
        await BeatAsync(room);
    }

    private async Task BeatAsync(Guid room)
    {
        var local = await Door.Relay.EnterAsync(room);
        try
        {
            await Door.Relay.BeatAsync(local);
        }
        finally
        {
            local.Exit();
        }
    }
}
