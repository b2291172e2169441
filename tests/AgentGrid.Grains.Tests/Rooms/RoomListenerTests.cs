using System.Text.Json;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Rooms;

public sealed class RoomListenerTests(TestPostgres postgres) : RoomTest(postgres)
{
    [Fact]
    public async Task Listeners_hear_what_was_written_in_order_as_it_is_stored()
    {
        await CreateAsync();
        Process first = new(), second = new();
        Assert.Equal((1L, 0L), await first.ListenAsync(Grains, Id) is var beat ? (beat.Epoch, beat.Head) : default);
        await second.ListenAsync(Grains, Id);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Room.PostAsync(Anna, Post($"m-{i}"))));

        var stored = await AssertWholeAsync(50);
        foreach (var process in (Process[])[first, second])
        {
            await Until(() => Task.FromResult(process.Notices.Sum(notice => notice.Messages.Length) == 50));
            Assert.Equal(stored.Select(message => message.Seq), process.Notices.SelectMany(notice => notice.Messages.Select((_, i) => notice.First + i)));
            Assert.Equal(stored.Select(RoomMessageJson.Write).Select(bytes => JsonElement.Parse(bytes).GetRawText()), process.Notices.SelectMany(notice => notice.Messages).Select(bytes => JsonElement.Parse(bytes).GetRawText()));
        }

        Assert.Equal(50, (await first.ListenAsync(Grains, Id)).Head);
    }

    [Fact]
    public async Task Listener_that_stops_or_falls_silent_hears_nothing_more()
    {
        await CreateAsync();
        Process lasting = new(), stopping = new(), silent = new();
        foreach (var process in (Process[])[lasting, stopping, silent]) await process.ListenAsync(Grains, Id);
        await Room.StopListeningAsync(Contracts.Identity.Caller.System, stopping.Id);
        Time.Advance(TimeSpan.FromSeconds(20));
        await lasting.ListenAsync(Grains, Id);
        Time.Advance(TimeSpan.FromSeconds(10));
        await Room.JoinAsync(Anna);
        await Room.PostAsync(Anna, Post());
        await Until(() => Task.FromResult(lasting.Notices.Count == 1));
        Assert.Empty(stopping.Notices);
        Assert.Empty(silent.Notices);
    }

    [Fact]
    public async Task Presence_is_told_once_a_second_however_many_come()
    {
        await CreateAsync();
        var process = new Process();
        await process.ListenAsync(Grains, Id);
        for (var i = 0; i < 500; i++)
            await Room.ChangePresenceAsync(Contracts.Identity.Caller.System, process.Id, [Connection(Anna), Connection(Ben)], []);
        Assert.Empty(process.Presence);

        await TickAsync();
        await Until(() => Task.FromResult(process.Presence.Count == 1));
        Assert.True(process.Presence.TryDequeue(out var notice));
        Assert.Equal((1L, 2), (notice.Version, notice.Count));
        Assert.Equal(["Agent 1", "Agent 2"], notice.Joined.Select(member => member.Name).Order());
        await TickAsync();
        Assert.Empty(process.Presence);
        var snapshot = await Room.PresenceAsync(Anna);
        Assert.Equal((1L, 2, 2), (snapshot.Version, snapshot.Count, snapshot.Members.Length));
    }

    [Fact]
    public async Task Process_that_is_killed_leaves_no_ghost_for_longer_than_half_a_minute()
    {
        await CreateAsync();
        Process killed = new(), lasting = new();
        await killed.ListenAsync(Grains, Id, Connection(Anna));
        await lasting.ListenAsync(Grains, Id, Connection(Ben));
        await TickAsync();
        Assert.Equal(2, (await Room.PresenceAsync(Anna)).Count);
        for (var second = 0; second < 30; second++)
        {
            if (second % 10 == 9) await lasting.ListenAsync(Grains, Id, Connection(Ben));
            await TickAsync();
        }

        await Until(async () => (await Room.PresenceAsync(Anna)).Count == 1);
        Assert.Equal("Agent 2", Assert.Single((await Room.PresenceAsync(Anna)).Members).Name);
    }

    [Fact]
    public async Task Presence_survives_a_new_activation_with_the_next_beat()
    {
        await CreateAsync();
        var process = new Process();
        await process.ListenAsync(Grains, Id, Connection(Anna));
        await Host.StopAsync();
        await Host.StartAsync(Cancel);
        Assert.Equal(0, (await Room.PresenceAsync(Anna)).Count);
        await new Process().ListenAsync(Grains, Id, Connection(Anna));
        Assert.Equal(1, (await Room.PresenceAsync(Anna)).Count);
    }

    [Fact]
    public async Task Beat_names_connections_of_who_is_no_member_and_they_are_not_present()
    {
        await CreateAsync();
        var process = new Process();
        var stranger = Connection(await AgentAsync());
        var beat = await process.ListenAsync(Grains, Id, Connection(Anna), stranger);
        Assert.Equal([stranger.Id], beat.Strangers);
        Assert.Equal(1, (await Room.PresenceAsync(Anna)).Count);

        await Room.RemoveMemberAsync(Admin, Guid.Parse(Anna.Subject), Cancel);
        await Until(() => Task.FromResult(process.Gone.SequenceEqual([Guid.Parse(Anna.Subject)])));
        await Room.DeleteAsync(Admin, Cancel);
        await Until(() => Task.FromResult(process.Gone.SequenceEqual([Guid.Parse(Anna.Subject), null])));
    }

    [Fact]
    public async Task TypingAsync_is_heard_from_members_only()
    {
        await CreateAsync();
        var process = new Process();
        await process.ListenAsync(Grains, Id);
        await Room.TypingAsync(await AgentAsync());
        await Room.TypingAsync(Anna);
        await Until(() => Task.FromResult(!process.Writing.IsEmpty));
        Assert.Equal("Agent 1", Assert.Single(process.Writing).Name);
    }

    private static RoomConnection Connection(Contracts.Identity.Caller caller) => new(Guid.CreateVersion7(), Guid.Parse(caller.Subject));

    // A second passes; the call that follows is behind the tick in the grain's queue.
    private async Task TickAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        await Room.JoinAsync(Anna);
        await Room.JoinAsync(Anna);
    }
}
