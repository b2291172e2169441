using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Rooms;

public sealed class RoomCommandTests(TestPostgres postgres) : RoomTest(postgres)
{
    [Fact]
    public async Task CreateAsync_repeated_gives_the_first_answer_also_under_another_id()
    {
        var first = await Room.CreateAsync(Admin, "operation-1", "room", "Room", Cancel);
        Assert.Equal((Id, "room", "Room", 1L, 1, 0, 0L), (first.Id, first.Slug, first.Name, first.Epoch, first.Version, first.Members, first.Head));
        Assert.Equal(Id, (await Room.CreateAsync(Admin, "operation-1", "room", "Room", Cancel)).Id);
        var other = new RoomId(Guid.CreateVersion7()).Grain(Grains);
        Assert.Equal(Id, (await other.CreateAsync(Admin, "operation-1", "room", "Room", Cancel)).Id);
        await RefusedAsync(GridErrorCode.Conflict, () => Room.CreateAsync(Admin, "operation-2", "room-2", "Room", Cancel));
        await RefusedAsync(GridErrorCode.Conflict, () => other.CreateAsync(Admin, "operation-2", "room", "Room", Cancel));
        Assert.Single(await EventsAsync());
    }

    [Fact]
    public async Task CreateAsync_makes_an_agent_that_creates_the_first_member()
    {
        var agent = await AgentAsync(GridRoles.Admin);
        Assert.Equal(1, (await Room.CreateAsync(agent, "operation-1", "room", "Room", Cancel)).Members);
        Assert.Equal(1, (await Room.PostAsync(agent, Post())).Seq);
    }

    [Fact]
    public async Task Administration_is_for_administrators_and_leaves_events()
    {
        await CreateAsync();
        foreach (var caller in (Caller[])[Operator, Someone, Nobody, Anna])
        {
            await RefusedAsync(GridErrorCode.Forbidden, () => new RoomId(Guid.CreateVersion7()).Grain(Grains).CreateAsync(caller, "operation-2", "room-2", "Room", Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Room.UpdateAsync(caller, null, null, "Renamed", Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Room.DeleteAsync(caller, Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Room.AddMemberAsync(caller, "agent", Id.Value, Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Room.RemoveMemberAsync(caller, Guid.Parse(Ben.Subject), Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => new Process().ListenAsync(Grains, Id).ContinueWith(_ => Room.StopListeningAsync(caller, Id.Value), TaskScheduler.Default).Unwrap());
        }

        await Room.UpdateAsync(Admin, null, "renamed", "Renamed", Cancel);
        await Room.RemoveMemberAsync(Admin, Guid.Parse(Ben.Subject), Cancel);
        await Room.DeleteAsync(Admin, Cancel);
        var events = await EventsAsync();
        string[] actions = ["room.created", "room.member_added", "room.member_added", "room.updated", "room.member_removed", "room.deleted"];
        Assert.Equal(actions.Length, events.Length);
        Assert.All(actions.Zip(events), pair => Assert.Contains($"\"{pair.First}\"", pair.Second, StringComparison.Ordinal));
        Assert.Contains($"agent:{Ben.Subject}", events[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateAsync_checks_version_slug_and_name()
    {
        await CreateAsync();
        await new RoomId(Guid.CreateVersion7()).Grain(Grains).CreateAsync(Admin, "operation-2", "taken", "Room", Cancel);
        await RefusedAsync(GridErrorCode.Conflict, () => Room.UpdateAsync(Admin, 1, null, "Renamed", Cancel));
        await RefusedAsync(GridErrorCode.Conflict, () => Room.UpdateAsync(Admin, null, "taken", null, Cancel));
        Assert.Equal(["slug"], (await RefusedAsync(GridErrorCode.Invalid, () => Room.UpdateAsync(Admin, null, "Not A Slug", null, Cancel))).Errors!.Keys);
        var updated = await Room.UpdateAsync(Admin, 3, null, "Renamed", Cancel);
        Assert.Equal(("room", "Renamed", 4), (updated.Slug, updated.Name, updated.Version));
    }

    [Fact]
    public async Task Changes_of_a_stale_activation_are_made_to_the_newest_version()
    {
        await CreateAsync();
        await ExecuteAsync("UPDATE rooms SET name = 'Written by another', version = version + 1");
        var updated = await Room.UpdateAsync(Admin, null, "renamed", null, Cancel);
        Assert.Equal(("renamed", "Written by another", 5), (updated.Slug, updated.Name, updated.Version));
    }

    [Fact]
    public async Task AddMemberAsync_twice_is_one_and_of_nobody_is_Invalid()
    {
        await CreateAsync();
        var agent = Guid.Parse(Anna.Subject);
        var member = await Room.AddMemberAsync(Admin, "agent", agent, Cancel);
        Assert.Equal((agent, "agent", "Agent 1"), (member.Id, member.Kind, member.Name));
        Assert.Equal(["agentId"], (await RefusedAsync(GridErrorCode.Invalid, () => Room.AddMemberAsync(Admin, "agent", Guid.CreateVersion7(), Cancel))).Errors!.Keys);
        Assert.Equal(["userId"], (await RefusedAsync(GridErrorCode.Invalid, () => Room.AddMemberAsync(Admin, "user", agent, Cancel))).Errors!.Keys);
        await RefusedAsync(GridErrorCode.NotFound, () => Room.RemoveMemberAsync(Admin, Guid.CreateVersion7(), Cancel));
    }

    [Fact]
    public async Task Room_that_is_not_there_is_NotFound()
    {
        var anna = await AgentAsync();
        await RefusedAsync(GridErrorCode.NotFound, () => Room.PostAsync(anna, Post()));
        await RefusedAsync(GridErrorCode.NotFound, () => Room.JoinAsync(anna));
        await RefusedAsync(GridErrorCode.NotFound, () => Room.PresenceAsync(Admin));
        await RefusedAsync(GridErrorCode.NotFound, () => Room.UpdateAsync(Admin, null, null, "Renamed", Cancel));
        await RefusedAsync(GridErrorCode.NotFound, () => new Process().ListenAsync(Grains, Id));
        await CreateAsync();
        await Room.DeleteAsync(Admin, Cancel);
        await RefusedAsync(GridErrorCode.NotFound, () => Room.PostAsync(Anna, Post()));
        await RefusedAsync(GridErrorCode.NotFound, () => Room.DeleteAsync(Admin, Cancel));
    }
}
