using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Audit;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Postgres.Tests.Audit;

public sealed class PostgresAuditStoreTests(TestPostgres postgres) : AuditTest(postgres)
{
    [Fact]
    public async Task AppendAsync_every_field_is_read_as_it_was_written()
    {
        var full = new AuditEvent
        {
            Time = Start.AddTicks(12_345_670),
            Actor = new AuditActor("u-1", "user", "Zoë \"Ω\" 🦊"),
            Action = AuditActions.UserUpdated,
            Target = new AuditTarget("user", "u-2", "x\ty"),
            Result = AuditResult.Refused,
            Address = "2001:db8::1",
            RequestId = "r-1",
            Details = """{"b":[1,true,"\u0000"],  "a":-9007199254740991}""",
        };
        var bare = new AuditEvent { Time = Start, Actor = new AuditActor("system", "system", null), Action = AuditActions.AuditHeartbeat };

        await AppendAsync(Chain, full, bare);

        var read = await ReadWholeAsync();
        Assert.Equal([full, bare], read.Select(entry => entry.Event!));
        Assert.Equal([1L, 2L], read.Select(entry => entry.Link.Index));
        Assert.Equal(read[1].Link, await Store.FindLinkAsync(Chain, 2, Cancel));
        Assert.Null(await Store.FindLinkAsync(Chain, 3, Cancel));
    }

    [Fact]
    public async Task GetHeadAsync_chain_without_entries_is_empty()
    {
        Assert.Equal(AuditHead.Empty("project:x"), await Store.GetHeadAsync("project:x", Cancel));
        Assert.Empty(await Store.ListHeadsAsync(Cancel));
    }

    [Fact]
    public async Task ListHeadsAsync_knows_the_last_entry_of_every_chain()
    {
        var system = await AppendAsync(Chain, Event(1), Event(2));
        var project = await AppendAsync("project:a", Event(3));
        var later = await AppendAsync(Chain, Event(4));

        Assert.Equal([project, later], (await Store.ListHeadsAsync(Cancel)).OrderBy(head => head.Chain, StringComparer.Ordinal));
        Assert.Equal(later, await Store.GetHeadAsync(Chain, Cancel));
        Assert.NotEqual(system, later);
    }

    [Fact]
    public async Task AppendAsync_second_writer_after_the_same_head_loses_and_writes_nothing()
    {
        var head = await AppendAsync(Chain, Event(1));
        var other = new PostgresAuditStore(Database);

        Assert.True(await Store.AppendAsync(Entries(head, Event(2)), Cancel));
        Assert.False(await other.AppendAsync(Entries(head, Event(3), Event(4)), Cancel));

        Assert.Equal(["request-1", "request-2"], Requests(await ReadWholeAsync()));
    }

    [Fact]
    public async Task AppendAsync_longer_batch_that_overlaps_the_end_loses_as_a_whole()
    {
        var entries = Entries(AuditHead.Empty(Chain), Event(1), Event(2), Event(3));
        Assert.True(await Store.AppendAsync(entries[1..2], Cancel));

        Assert.False(await Store.AppendAsync(entries, Cancel));

        Assert.Equal([2L], (await ReadAllAsync()).Select(entry => entry.Link.Index));
    }

    [Fact]
    public async Task AppendAsync_two_entries_after_one_are_refused_whatever_their_places()
    {
        var head = await AppendAsync(Chain, Event(1));
        Assert.True(await Store.AppendAsync(Entries(head, Event(2)), Cancel));

        Assert.False(await Store.AppendAsync(Entries(head with { Index = 6 }, Event(3)), Cancel));
    }

    [Fact]
    public async Task AppendAsync_many_writers_make_one_chain_with_everything_once()
    {
        const int Writers = 6;
        const int Batches = 15;

        var lost = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var store = new PostgresAuditStore(Database);
            var losses = 0;
            for (var batch = 0; batch < Batches; batch++)
            {
                var number = ((writer * Batches) + batch) * 2;
                while (!await store.AppendAsync(Entries(await store.GetHeadAsync(Chain, Cancel), Event(number), Event(number + 1)), Cancel)) losses++;
            }

            return losses;
        }));

        var all = await ReadWholeAsync();
        Assert.True(lost.Sum() > 0, "The writers were meant to meet.");
        Assert.Equal(Enumerable.Range(0, Writers * Batches * 2).Select(number => $"request-{number}").Order(), Requests(all).Order());
    }

    [Fact]
    public async Task ReadAsync_goes_over_portions_and_holes_larger_than_one()
    {
        var head = await AppendAsync(Chain, Enumerable.Range(1, 4_100).Select(number => Event(number)));
        await AppendAsync(Chain, Enumerable.Range(4_101, 2_500).Select(number => Event(number)));
        Assert.Equal(4_100, head.Index);
        Assert.Equal(6_600, (await ReadWholeAsync()).Count);

        await TamperAsync("DELETE FROM audit_heads WHERE index BETWEEN 1990 AND 6500");

        var left = await ReadAllAsync();
        Assert.Equal([1_989L, 6_501L], left.Skip(1_988).Take(2).Select(entry => entry.Link.Index));
        Assert.Equal(2_089, left.Count);
        Assert.Equal(new AuditFinding(AuditFault.Missing, Chain, 1_990), Verify(left));
    }

    [Fact]
    public async Task ReadAsync_contents_that_the_sealer_deleted_leave_a_chain_that_verifies()
    {
        await AppendAsync(Chain, Enumerable.Range(1, 10).Select(number => Event(number)));

        await TamperAsync("SET ROLE grid_sealer; DELETE FROM audit_contents WHERE index <= 4");

        var left = await ReadWholeAsync();
        Assert.Equal(4, left.Count(entry => entry.IsSealed));
        Assert.Equal(6, (await Store.ListAsync(100, null, AuditFilter.None, Cancel)).Items.Count);
    }

    [Theory]
    [InlineData("UPDATE audit_contents SET actor_id = 'other' WHERE index = 3", AuditFault.ContentChanged)]
    [InlineData("UPDATE audit_contents SET time = time + interval '1 microsecond' WHERE index = 3", AuditFault.ContentChanged)]
    [InlineData("UPDATE audit_contents SET details = '{' WHERE index = 3", AuditFault.ContentUnreadable)]
    [InlineData("ALTER TABLE audit_contents DROP CONSTRAINT audit_contents_result_check; UPDATE audit_contents SET result = 7 WHERE index = 3", AuditFault.ContentChanged)]
    [InlineData("ALTER TABLE audit_contents ALTER actor_kind DROP NOT NULL; UPDATE audit_contents SET actor_kind = NULL WHERE index = 3", AuditFault.ContentChanged)]
    [InlineData("ALTER TABLE audit_heads DROP CONSTRAINT audit_heads_fingerprint_check; UPDATE audit_heads SET fingerprint = '' WHERE index = 3", AuditFault.FingerprintChanged)]
    [InlineData("UPDATE audit_chains SET name = 'other'", AuditFault.FingerprintChanged, "other", 1)]
    public async Task ReadAsync_what_the_owner_tampered_with_is_read_and_found(string sql, AuditFault fault, string chain = Chain, long index = 3)
    {
        await AppendAsync(Chain, Enumerable.Range(1, 5).Select(number => Event(number)));

        await TamperAsync(sql);

        Assert.Equal(new AuditFinding(fault, chain, index), Verify(await ReadAllAsync(chain, new PostgresAuditStore(Database)), chain));
    }

    [Fact]
    public async Task Disk_per_entry_stays_small()
    {
        const int Count = 5_000;
        var events = Enumerable.Range(1, Count).Select(number => new AuditEvent
        {
            Time = Start.AddMilliseconds(number),
            Actor = new AuditActor(new Guid(number % 100, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]).ToString(), "user", "someone@example.org"),
            Action = AuditActions.AgentUpdated,
            Target = new AuditTarget("agent", new Guid(number % 10, 0, 0, [8, 7, 6, 5, 4, 3, 2, 1]).ToString(), "support-agent"),
            Address = "203.0.113.77",
            RequestId = new Guid(number, 0, 0, new byte[8]).ToString("N"),
            Details = """{"version":3,"weight":5}""",
        });
        foreach (var batch in events.Chunk(500)) await AppendAsync(Chain, batch);

        var bytes = await Database.ExecuteAsync(
            (connection, _) => connection.ExecuteScalarAsync<long>("SELECT pg_total_relation_size('audit_heads') + pg_total_relation_size('audit_contents')"), Cancel);

        Assert.InRange(bytes / Count, 300, 900);
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes / Count} bytes per entry");
    }
}
