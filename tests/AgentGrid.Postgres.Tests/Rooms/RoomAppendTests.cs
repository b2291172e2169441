using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Rooms;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Rooms;

public sealed class RoomAppendTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Sender = Guid.CreateVersion7();
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
    public async Task AppendAsync_then_ReadAsync_gives_every_field_back()
    {
        var head = await RoomAsync();
        var message = RoomChain.Append(head, Message("first") with
        {
            Body = "Größe ✓ 🙂\n",
            ContentType = "text/markdown",
            ReplyTo = Guid.CreateVersion7(),
            Metadata = """{"a": [1, 2]}""",
            SenderKind = RoomMemberKinds.User,
            CreatedAt = Now.AddMicroseconds(123456),
        });

        Assert.Equal(RoomAppendOutcome.Written, await AppendAsync(message));

        Assert.Equal([message], (await ReadAsync(head.RoomId, after: 0))!.Messages);
        Assert.Equal(new RoomHead(head.RoomId, 1, 1, 1, message.Fingerprint), (await _store.LoadAsync(head.RoomId, Cancel))!.Head);
        Assert.Equal([message.Id], await _store.ExistingAsync(head.RoomId, [message.Id, Guid.CreateVersion7()], Cancel));
        Assert.Empty(await _store.ExistingAsync(Guid.CreateVersion7(), [message.Id], Cancel));
    }

    [Fact]
    public async Task ReadAsync_pages_both_ways_and_says_where_the_room_ends()
    {
        var head = await RoomAsync();
        var messages = await FillAsync(head, 10);

        var newest = (await ReadAsync(head.RoomId, limit: 4))!;
        var older = (await ReadAsync(head.RoomId, before: newest.Messages[^1].Id, limit: 6))!;
        Assert.Equal(messages.AsEnumerable().Reverse(), newest.Messages.Concat(older.Messages));
        Assert.Equal((true, false, 10L, 1L), (newest.HasMore, older.HasMore, newest.Head, newest.Epoch));

        var later = (await ReadAsync(head.RoomId, after: 7, limit: 2))!;
        Assert.Equal(messages.Skip(7).Take(2), later.Messages);
        Assert.True(later.HasMore);
        Assert.Empty((await ReadAsync(head.RoomId, after: 10))!.Messages);
    }

    [Fact]
    public async Task ReadAsync_shows_nothing_to_strangers_and_of_other_rooms()
    {
        var head = await RoomAsync();
        var messages = await FillAsync(head, 1);
        var other = await RoomAsync();
        Assert.Null(await _store.ReadAsync(new RoomHistoryQuery { RoomId = head.RoomId, Limit = 5 }, Guid.CreateVersion7(), Cancel));
        Assert.Null(await ReadAsync(other.RoomId, before: messages[0].Id));
        Assert.Null(await ReadAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task AppendAsync_at_a_seq_that_is_taken_is_Stale_and_writes_nothing()
    {
        var head = await RoomAsync();
        await FillAsync(head, 3);
        var late = RoomChain.Append(head with { Seq = 1 }, Message("late"));
        Assert.Equal(RoomAppendOutcome.Stale, await AppendAsync(RoomChain.Append(head with { Seq = 4 }, Message("other")), late));
        Assert.Equal(3, (await ReadAsync(head.RoomId))!.Head);
    }

    [Theory]
    [InlineData("UPDATE rooms SET version = version + 1")]
    [InlineData("UPDATE rooms SET epoch = epoch + 1")]
    [InlineData("UPDATE rooms SET deleted_at = now()")]
    public async Task AppendAsync_of_who_does_not_know_the_room_as_it_is_is_Stale(string change)
    {
        var head = await RoomAsync();
        await ExecuteAsync(change);
        Assert.Equal(RoomAppendOutcome.Stale, await AppendAsync(RoomChain.Append(head, Message("one"))));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task AppendAsync_of_what_was_written_before_is_Duplicate_and_FindAsync_tells_what()
    {
        var head = await RoomAsync();
        var messages = await FillAsync(head, 2);
        head = head.After(messages[^1]);
        var fresh = RoomChain.Append(head, Message("fresh"));

        Assert.Equal(RoomAppendOutcome.Duplicate, await AppendAsync(fresh, RoomChain.Append(head.After(fresh), Message(messages[0].ClientMessageId))));

        var keys = new[] { (Sender, messages[0].ClientMessageId), (Sender, "fresh"), (Guid.CreateVersion7(), messages[1].ClientMessageId) };
        Assert.Equal([messages[0]], await _store.FindAsync(head.RoomId, keys, Cancel));
        Assert.Equal(RoomAppendOutcome.Written, await AppendAsync(fresh));
    }

    [Fact]
    public async Task AppendAsync_of_many_rooms_at_once_harms_nobody_for_one_that_is_refused()
    {
        var heads = new List<RoomHead>();
        for (var i = 0; i < 30; i++) heads.Add(await RoomAsync());
        var stale = heads[7];
        await FillAsync(stale, 1);
        var twice = heads[9];
        await FillAsync(twice, 1);
        var outcomes = await Task.WhenAll(heads.Select((head, i) => i == 9
            ? AppendAsync(RoomChain.Append(head with { Seq = 1 }, Message("m-1")))
            : AppendAsync(RoomChain.Append(head, Message($"x-{i}")))));
        for (var i = 0; i < heads.Count; i++)
            Assert.Equal(i switch { 7 => RoomAppendOutcome.Stale, 9 => RoomAppendOutcome.Duplicate, _ => RoomAppendOutcome.Written }, outcomes[i]);
        Assert.Equal(30, await CountAsync());
    }

    /// <summary>Two writers that know nothing of each other, as two activations of one grain for a moment: no hole, no duplicate, one order, one chain.</summary>
    [Fact]
    public async Task Two_writers_race_and_the_database_decides()
    {
        const int each = 150;
        var room = (await RoomAsync()).RoomId;
        var stale = 0;
        await Task.WhenAll(WriteAsync("a"), WriteAsync("b"));

        var messages = (await ReadAsync(room, after: 0, limit: 1000))!.Messages;
        Assert.Equal(Enumerable.Range(1, 2 * each).Select(n => (long)n), messages.Select(message => message.Seq));
        Assert.Equal(2 * each, messages.Select(message => message.ClientMessageId).Distinct().Count());
        var verifier = new AuditChainVerifier(AuditHead.Empty(AuditChains.OfRoom(room)));
        Assert.All(messages, message => Assert.True(verifier.Add(RoomChain.Link(message), RoomChain.ContentHash(message))));
        Assert.True(stale > 0, "They never met.");

        async Task WriteAsync(string name)
        {
            // A store of its own: two processes share no queue.
            var store = new PostgresRoomStore(_database);
            var head = (await store.LoadAsync(room, Cancel))!.Head;
            for (var i = 0; i < each;)
            {
                var message = RoomChain.Append(head, Message($"{name}-{i}"));
                if (await store.AppendAsync(new RoomBatch(room, 1, [message]), Cancel) == RoomAppendOutcome.Written)
                {
                    head = head.After(message);
                    i++;
                    continue;
                }

                Interlocked.Increment(ref stale);
                head = (await store.LoadAsync(room, Cancel))!.Head;
            }
        }
    }

    [Fact]
    public async Task AppendAsync_without_a_database_says_so_to_all_who_wait()
    {
        var head = await RoomAsync();
        await _database.DataSource.DisposeAsync();
        var waiting = Enumerable.Range(0, 5).Select(i => AppendAsync(RoomChain.Append(head, Message($"m-{i}")))).ToArray();
        foreach (var task in waiting) await Assert.ThrowsAnyAsync<Exception>(() => task.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        Assert.All(waiting, task => Assert.True(task.Exception!.InnerException is DatabaseUnavailableException or ObjectDisposedException));
    }

    private async Task<RoomHead> RoomAsync()
    {
        var room = new RoomRecord { Id = Guid.CreateVersion7(), Slug = $"room-{++_names}", Name = "Room", CreatedAt = Now };
        await _store.InsertAsync(room, null, new AuditEvent { Time = Now, Actor = new AuditActor("user/admin", "user", null), Action = AuditActions.RoomCreated }, Cancel);
        return new RoomHead(room.Id, 1, 0, 0, default);
    }

    private async Task<List<RoomMessage>> FillAsync(RoomHead head, int count)
    {
        var messages = new List<RoomMessage>();
        for (var i = 1; i <= count; i++)
        {
            messages.Add(RoomChain.Append(head, Message($"m-{i}")));
            head = head.After(messages[^1]);
        }

        Assert.Equal(RoomAppendOutcome.Written, await AppendAsync([.. messages]));
        return messages;
    }

    private Task<RoomAppendOutcome> AppendAsync(params RoomMessage[] messages) => _store.AppendAsync(new RoomBatch(messages[0].RoomId, 1, messages), Cancel);

    private Task<RoomHistory?> ReadAsync(Guid room, long? after = null, Guid? before = null, int limit = 50) =>
        _store.ReadAsync(new RoomHistoryQuery { RoomId = room, After = after, Before = before, Limit = limit }, null, Cancel);

    private Task<int> CountAsync() => _database.ExecuteAsync((connection, _) => connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM room_messages"), Cancel);

    private Task<int> ExecuteAsync(string sql) => _database.ExecuteAsync((connection, _) => connection.ExecuteAsync(sql), Cancel);

    // Placed in its room by the chain.
    private static RoomMessage Message(string clientMessageId) => new()
    {
        Id = Guid.CreateVersion7(),
        RoomId = default,
        Seq = 0,
        Epoch = 0,
        SenderId = Sender,
        SenderKind = RoomMemberKinds.Agent,
        SenderName = "Sender",
        Body = "body",
        ContentType = "text/plain",
        ClientMessageId = clientMessageId,
        CreatedAt = Now,
        Fingerprint = default,
        Previous = default,
    };
}
