using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Rooms;
using AgentGrid.Testing;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Rooms;

public sealed class PostgresRoomStoreTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private GridDatabase _database = null!;
    private PostgresRoomStore _store = null!;
    private int _names;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _store = new PostgresRoomStore(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task InsertAsync_stores_the_room_with_its_first_member_and_an_event()
    {
        var agent = await AgentAsync();
        var room = Room() with { OperationId = "op-1" };

        var result = await _store.InsertAsync(room, agent, Audit("room.created"), Cancel);

        Assert.Equal((RoomWriteOutcome.Done, 1, 0L), (result.Outcome, result.Room!.Members, result.Room.Head));
        Assert.Equal(room with { Position = result.Room.Position, UpdatedAt = Now, Members = 1 }, await _store.GetAsync(room.Id, null, Cancel));
        var state = await _store.LoadAsync(room.Id, Cancel);
        Assert.Equal(new RoomHead(room.Id, 1, 0, 0, default), state!.Head);
        Assert.Equal((agent, RoomMemberKinds.Agent, "Agent 1", Now), (state.Members[0].MemberId, state.Members[0].Kind, state.Members[0].Name, state.Members[0].AddedAt));
        Assert.NotNull(await _store.GetAsync(room.Id, agent, Cancel));
        Assert.Null(await _store.GetAsync(room.Id, Guid.CreateVersion7(), Cancel));
        Assert.Equal(1, await EventsAsync());
    }

    [Fact]
    public async Task InsertAsync_repeated_or_with_a_taken_slug_changes_nothing()
    {
        var room = Room() with { OperationId = "op-1" };
        await _store.InsertAsync(room, null, Audit("room.created"), Cancel);

        var again = await _store.InsertAsync(room with { Id = Guid.CreateVersion7() }, null, Audit("room.created"), Cancel);
        var taken = await _store.InsertAsync(Room() with { Slug = room.Slug }, null, Audit("room.created"), Cancel);

        Assert.Equal((RoomWriteOutcome.Unchanged, room.Id), (again.Outcome, again.Room!.Id));
        Assert.Equal((RoomWriteOutcome.SlugTaken, null), (taken.Outcome, taken.Room));
        Assert.Equal(1, await EventsAsync());
    }

    [Fact]
    public async Task UpdateAsync_and_SoftDeleteAsync_are_fenced_by_the_version()
    {
        var room = await CreateAsync();
        var other = await CreateAsync();
        Assert.Equal(RoomWriteOutcome.SlugTaken, await _store.UpdateAsync(room with { Slug = other.Slug }, 1, Audit("room.updated"), Cancel));
        Assert.Equal(RoomWriteOutcome.Done, await _store.UpdateAsync(room with { Name = "Renamed" }, 1, Audit("room.updated"), Cancel));
        Assert.Equal(RoomWriteOutcome.Stale, await _store.UpdateAsync(room with { Name = "Again" }, 1, Audit("room.updated"), Cancel));
        Assert.Equal(RoomWriteOutcome.Stale, await _store.SoftDeleteAsync(room.Id, 1, Audit("room.deleted"), Cancel));
        Assert.Equal(("Renamed", 2), ((await _store.GetAsync(room.Id, null, Cancel))!.Name, (await _store.GetAsync(room.Id, null, Cancel))!.Version));

        Assert.Equal(RoomWriteOutcome.Done, await _store.SoftDeleteAsync(room.Id, 2, Audit("room.deleted"), Cancel));
        Assert.Null(await _store.GetAsync(room.Id, null, Cancel));
        Assert.Null(await _store.LoadAsync(room.Id, Cancel));
        Assert.Equal(RoomWriteOutcome.Done, (await _store.InsertAsync(Room() with { Slug = room.Slug }, null, Audit("room.created"), Cancel)).Outcome);
    }

    [Fact]
    public async Task Members_come_and_go_each_raising_the_version()
    {
        var room = await CreateAsync();
        Guid agent = await AgentAsync(), person = await UserAsync();
        Assert.Equal(RoomWriteOutcome.Done, await AddAsync(1, RoomMemberKinds.Agent, agent));
        Assert.Equal(RoomWriteOutcome.Stale, await AddAsync(1, RoomMemberKinds.User, person));
        Assert.Equal(RoomWriteOutcome.NoSuchMember, await AddAsync(2, RoomMemberKinds.User, agent));
        Assert.Equal(RoomWriteOutcome.NoSuchMember, await AddAsync(2, RoomMemberKinds.Agent, Guid.CreateVersion7()));
        Assert.Equal(RoomWriteOutcome.Done, await AddAsync(2, RoomMemberKinds.User, person));
        Assert.Equal([room.Id], (await _store.ListMembershipsAsync(person, Cancel)).Select(membership => membership.RoomId));

        Assert.Equal(RoomWriteOutcome.Unchanged, await _store.RemoveMemberAsync(room.Id, 3, Guid.CreateVersion7(), Audit("room.member_removed"), Cancel));
        Assert.Equal(RoomWriteOutcome.Done, await _store.RemoveMemberAsync(room.Id, 3, agent, Audit("room.member_removed"), Cancel));
        Assert.Equal([(person, RoomMemberKinds.User)], (await _store.LoadAsync(room.Id, Cancel))!.Members.Select(member => (member.MemberId, member.Kind)));
        Assert.Equal(4, await EventsAsync());

        Task<RoomWriteOutcome> AddAsync(int version, string kind, Guid id) => _store.AddMemberAsync(room.Id, version, kind, id, Audit("room.member_added"), Cancel);
    }

    [Fact]
    public async Task Deregistered_agents_are_members_no_more()
    {
        var agent = await AgentAsync();
        var room = await CreateAsync(agent);
        await ExecuteAsync("UPDATE agents SET deleted_at = now()");
        Assert.Empty((await _store.LoadAsync(room.Id, Cancel))!.Members);
        Assert.Empty((await _store.ListMembersAsync(room.Id, null, 50, null, Cancel))!.Items);
    }

    [Fact]
    public async Task ListAsync_pages_and_shows_members_their_own_rooms()
    {
        var agent = await AgentAsync();
        var rooms = new List<Guid>();
        for (var i = 0; i < 5; i++) rooms.Add((await CreateAsync(i % 2 == 0 ? agent : null)).Id);

        var first = await _store.ListAsync(null, 3, null, Cancel);
        var second = await _store.ListAsync(null, 3, first.NextCursor, Cancel);

        Assert.Equal(rooms, first.Items.Concat(second.Items).Select(room => room.Id));
        Assert.Null(second.NextCursor);
        Assert.Equal([rooms[0], rooms[2], rooms[4]], (await _store.ListAsync(agent, 50, null, Cancel)).Items.Select(room => room.Id));
        await Assert.ThrowsAsync<FormatException>(() => _store.ListAsync(null, 3, "nonsense", Cancel));
    }

    [Fact]
    public async Task ListMembersAsync_pages_and_refuses_who_is_not_one()
    {
        var agents = new[] { await AgentAsync(), await AgentAsync(), await AgentAsync() };
        var room = await CreateAsync(agents[0]);
        for (var i = 1; i < 3; i++) await _store.AddMemberAsync(room.Id, i, RoomMemberKinds.Agent, agents[i], Audit("room.member_added"), Cancel);

        var first = (await _store.ListMembersAsync(room.Id, agents[1], 2, null, Cancel))!;
        var second = (await _store.ListMembersAsync(room.Id, null, 2, first.NextCursor, Cancel))!;

        Assert.Equal(agents, first.Items.Concat(second.Items).Select(member => member.MemberId));
        Assert.Null(second.NextCursor);
        Assert.Null(await _store.ListMembersAsync(room.Id, Guid.CreateVersion7(), 2, null, Cancel));
        Assert.Null(await _store.ListMembersAsync(Guid.CreateVersion7(), null, 2, null, Cancel));
    }

    [Fact]
    public async Task Application_cannot_change_what_was_said()
    {
        foreach (var sql in (string[])["UPDATE room_messages SET body = 'x'", "DELETE FROM room_messages", "TRUNCATE room_messages", "DELETE FROM rooms"])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync(
                (connection, token) => connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: token)), Cancel));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private RoomRecord Room() => new() { Id = Guid.CreateVersion7(), Slug = $"room-{++_names}", Name = "Room", CreatedAt = Now };

    private async Task<RoomRecord> CreateAsync(Guid? member = null) => (await _store.InsertAsync(Room(), member, Audit("room.created"), Cancel)).Room!;

    private async Task<Guid> AgentAsync()
    {
        var id = Guid.CreateVersion7();
        var name = $"Agent {++_names}";
        await ExecuteAsync($"INSERT INTO agents (id, name, display_name, role, kind, status_changed_at, created_at, updated_at) VALUES ('{id}', 'agent-{_names}', '{name}', 'agent', 'none', now(), now(), now())");
        return id;
    }

    private async Task<Guid> UserAsync()
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync($"INSERT INTO users (id, email, display_name, role, password_hash, created_at, updated_at) VALUES ('{id}', 'u{++_names}@example.org', 'Person', 'user', '$scrypt$x', now(), now())");
        return id;
    }

    private Task<int> EventsAsync() => _database.ExecuteAsync((connection, _) => connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM audit_outbox"), Cancel);

    private Task<int> ExecuteAsync(string sql) => _database.ExecuteAsync((connection, _) => connection.ExecuteAsync(sql), Cancel);

    private static AuditEvent Audit(string action) => new() { Time = Now, Actor = new AuditActor("user/admin", "user", null), Action = action };
}
