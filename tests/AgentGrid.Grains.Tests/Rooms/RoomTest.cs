using System.Collections.Concurrent;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Grains.Tests.Rooms;

/// <summary>Base of the tests of rooms: a room with two agents in it.</summary>
public abstract class RoomTest(TestPostgres postgres) : GrainTest(postgres)
{
    private int _names;

    private protected RoomId Id { get; } = new(Guid.CreateVersion7());

    private protected IRoomGrain Room => Id.Grain(Grains);

    private protected Caller Anna { get; private set; } = null!;

    private protected Caller Ben { get; private set; } = null!;

    private protected async Task CreateAsync()
    {
        Anna = await AgentAsync();
        Ben = await AgentAsync();
        await Room.CreateAsync(Admin, "operation-1", "room", "Room", Cancel);
        foreach (var agent in (Caller[])[Anna, Ben]) await Room.AddMemberAsync(Admin, RoomMemberKinds.Agent, Guid.Parse(agent.Subject), Cancel);
    }

    private protected async Task<Caller> AgentAsync(string role = GridRoles.Agent)
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync($"INSERT INTO agents (id, name, display_name, role, kind, status_changed_at, created_at, updated_at) VALUES ('{id}', 'agent-{++_names}', 'Agent {_names}', 'agent', 'none', now(), now(), now())");
        return new Caller { Subject = id.ToString("D"), Kind = CallerKind.Agent, Roles = [role] };
    }

    private protected static RoomPost Post(string body = "hello", string? clientMessageId = null) => new() { Body = body, ContentType = "text/plain", ClientMessageId = clientMessageId };

    private protected async Task<IReadOnlyList<RoomMessage>> HistoryAsync() =>
        (await Host.Rooms.ReadAsync(new RoomHistoryQuery { RoomId = Id.Value, After = 0, Limit = 100_000 }, null, Cancel))!.Messages;

    /// <summary>No hole, one message per client message id, one chain.</summary>
    private protected async Task<IReadOnlyList<RoomMessage>> AssertWholeAsync(int messages)
    {
        var history = await HistoryAsync();
        Assert.Equal(Enumerable.Range(1, messages).Select(n => (long)n), history.Select(message => message.Seq));
        Assert.Equal(messages, history.DistinctBy(message => (message.SenderId, message.ClientMessageId)).Count());
        var verifier = new AuditChainVerifier(AuditHead.Empty(AuditChains.OfRoom(Id.Value)));
        Assert.All(history, message => Assert.True(verifier.Add(RoomChain.Link(message), RoomChain.ContentHash(message)), verifier.Finding?.ToString()));
        return history;
    }

    private protected Task<int> ExecuteAsync(string sql) => Host.Database.ExecuteAsync((connection, _) => connection.ExecuteAsync(sql), Cancel);

    private protected Task<string[]> EventsAsync() => Host.Database.ExecuteAsync(
        async (connection, _) => (await connection.QueryAsync<string>("SELECT event FROM audit_outbox WHERE event LIKE '%\"room.%' ORDER BY id")).ToArray(), Cancel);

    /// <summary>An API process with its connections.</summary>
    private protected sealed class Process : IRoomObserver
    {
        public Guid Id { get; } = Guid.CreateVersion7();

        public ConcurrentQueue<RoomNotice> Notices { get; } = new();

        public ConcurrentQueue<RoomPresenceNotice> Presence { get; } = new();

        public ConcurrentQueue<RoomMember> Writing { get; } = new();

        public ConcurrentQueue<Guid?> Gone { get; } = new();

        public void Posted(RoomNotice notice) => Notices.Enqueue(notice);

        public void PresenceChanged(RoomPresenceNotice notice) => Presence.Enqueue(notice);

        public void Typing(RoomId room, RoomMember member) => Writing.Enqueue(member);

        public void Removed(RoomId room, Guid? member) => Gone.Enqueue(member);

        public async Task<RoomBeat> ListenAsync(IGrainFactory grains, RoomId room, params RoomConnection[] connections)
        {
            _reference ??= grains.CreateObjectReference<IRoomObserver>(this);
            return await room.Grain(grains).ListenAsync(Caller.System, new RoomListener { Process = Id, Observer = _reference, Connections = [.. connections] });
        }

        private IRoomObserver? _reference;
    }
}
