using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Audit;
using AgentGrid.Testing;
using Dapper;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Audit;

public sealed class AuditOutboxMoveTests(TestPostgres postgres) : AuditTest(postgres)
{
    [Fact]
    public async Task MoveOutboxAsync_moves_in_order_after_the_head_and_leaves_other_chains_alone()
    {
        var head = await AppendAsync(Chain, Event(1));
        foreach (var number in Enumerable.Range(2, 5)) await AddToOutboxAsync(Event(number));
        await AddToOutboxAsync(Event(100), "project:p");

        var first = await Store.MoveOutboxAsync(head, 3, Cancel);
        var second = await Store.MoveOutboxAsync(first.Head, 3, Cancel);
        var third = await Store.MoveOutboxAsync(second.Head, 3, Cancel);

        Assert.Equal((int?[])[3, 2, 0], new[] { first.Moved, second.Moved, third.Moved });
        Assert.Equal(Enumerable.Range(1, 6).Select(number => $"request-{number}"), Requests(await ReadWholeAsync()));
        Assert.Equal(second.Head, await Store.GetHeadAsync(Chain, Cancel));
        Assert.Equal(["project:p"], (await Store.MeasureOutboxAsync(10, Cancel)).Chains);
    }

    [Fact]
    public async Task MoveOutboxAsync_loser_moves_nothing_and_what_waits_still_waits()
    {
        var head = AuditHead.Empty(Chain);
        await AddToOutboxAsync(Event(2));
        await AppendAsync(Chain, Event(1));

        var lost = await Store.MoveOutboxAsync(head, 10, Cancel);

        Assert.Null(lost.Moved);
        Assert.Equal(1, (await Store.MeasureOutboxAsync(10, Cancel)).Events);
        Assert.Equal(1, (await Store.MoveOutboxAsync(await Store.GetHeadAsync(Chain, Cancel), 10, Cancel)).Moved);
        Assert.Equal(["request-1", "request-2"], Requests(await ReadWholeAsync()));
    }

    [Fact]
    public async Task MoveOutboxAsync_connection_killed_in_the_middle_leaves_every_event_in_one_place()
    {
        foreach (var number in Enumerable.Range(1, 20)) await AddToOutboxAsync(Event(number));
        await using var blocker = new NpgsqlConnection(Database.OwnerConnectionString);
        await blocker.OpenAsync(Cancel);
        await using var holding = await blocker.BeginTransactionAsync(Cancel);
        await blocker.ExecuteAsync("LOCK TABLE audit_contents IN SHARE MODE");

        var moving = Store.MoveOutboxAsync(AuditHead.Empty(Chain), 100, Cancel);
        // It has deleted and is waiting to insert.
        while (!moving.IsCompleted && !await blocker.ExecuteScalarAsync<bool>("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'audit_contents'::regclass")) await Task.Delay(5, Cancel);
        await blocker.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'audit_contents'::regclass");

        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => moving);
        await holding.RollbackAsync(Cancel);
        Assert.Equal(20, (await Store.MeasureOutboxAsync(100, Cancel)).Events);
        Assert.Empty(await ReadAllAsync());
        Assert.Equal(20, (await Store.MoveOutboxAsync(AuditHead.Empty(Chain), 100, Cancel)).Moved);
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"request-{number}"), Requests(await ReadWholeAsync()));
    }

    [Fact]
    public async Task MoveOutboxAsync_movers_writers_and_actions_at_once_record_everything_once_and_actions_in_order()
    {
        const int Actions = 150;
        var acting = Task.Run(async () =>
        {
            foreach (var number in Enumerable.Range(0, Actions)) await AddToOutboxAsync(Event(number));
        }, Cancel);
        var movers = Enumerable.Range(0, 3).Select(async _ =>
        {
            var store = new PostgresAuditStore(Database);
            while (!acting.IsCompleted || (await store.MeasureOutboxAsync(1, Cancel)).Events > 0)
                await store.MoveOutboxAsync(await store.GetHeadAsync(Chain, Cancel), 7, Cancel);
        });
        var writers = Enumerable.Range(0, 2).Select(async writer =>
        {
            foreach (var number in Enumerable.Range(1_000 + (writer * 50), 50))
                while (!await Store.AppendAsync(Entries(await Store.GetHeadAsync(Chain, Cancel), Event(number)), Cancel)) await Task.Yield();
        });

        await Task.WhenAll([acting, .. movers, .. writers]);

        var numbers = Requests(await ReadWholeAsync()).Select(request => int.Parse(request!["request-".Length..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(0, Actions), numbers.Where(number => number < 1_000));
        Assert.Equal(Enumerable.Range(1_000, 100), numbers.Where(number => number >= 1_000).Order());
    }

    [Theory]
    [InlineData("not JSON at all")]
    [InlineData("""{"time":"2030-01-01T00:00:00Z","action":"a.b"}""")]
    [InlineData("""{"time":"2030-01-01T00:00:00Z","action":"a.b","actor":null}""")]
    [InlineData("""{"time":"2030-01-01T00:00:00Z","action":"a.b","actor":{"id":"x","kind":"user"},"details":"{\"pi\":3.14}"}""")]
    [InlineData("""{"time":"2030-01-01T00:00:00Z","action":"a.b","actor":{"id":"x","kind":"user"},"result":"perhaps"}""")]
    public async Task MoveOutboxAsync_event_that_cannot_be_read_is_recorded_as_such_and_holds_up_nothing(string text)
    {
        await AddToOutboxAsync(Event(1));
        await Database.ExecuteAsync((connection, _) => connection.ExecuteAsync("INSERT INTO audit_outbox (chain, event) VALUES ('system', @text)", new { text }), Cancel);
        await AddToOutboxAsync(Event(3));

        Assert.Equal(3, (await Store.MoveOutboxAsync(AuditHead.Empty(Chain), 10, Cancel)).Moved);

        var entries = await ReadWholeAsync();
        Assert.Equal([AuditActions.AgentUpdated, AuditActions.AuditEventUnreadable, AuditActions.AgentUpdated], entries.Select(entry => entry.Event!.Action));
        using var details = System.Text.Json.JsonDocument.Parse(entries[1].Event!.Details!);
        Assert.Equal(text, details.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task MoveOutboxAsync_texts_from_strangers_are_made_to_fit()
    {
        await AddToOutboxAsync(Event(1) with { Actor = new AuditActor("a\0b", "user", new string('x', 799) + "🦊"), RequestId = new string('r', 9_000), Address = "" });

        await Store.MoveOutboxAsync(AuditHead.Empty(Chain), 10, Cancel);

        var entry = Assert.Single(await ReadWholeAsync()).Event!;
        Assert.Equal(new AuditActor("a\uFFFDb", "user", new string('x', 799)), entry.Actor);
        Assert.Equal(AuditEventBounds.MaxText, entry.RequestId!.Length);
    }

    [Fact]
    public async Task MeasureOutboxAsync_counts_to_its_limit_and_knows_the_oldest()
    {
        Assert.Equal(0, (await Store.MeasureOutboxAsync(10, Cancel)).Events);
        foreach (var number in Enumerable.Range(1, 5)) await AddToOutboxAsync(Event(number), number % 2 == 0 ? Chain : "project:p");
        await TamperAsync("UPDATE audit_outbox SET at = now() - interval '5 minutes' WHERE id = 1");

        var state = await Store.MeasureOutboxAsync(4, Cancel);

        Assert.Equal(4, state.Events);
        Assert.Equal(["project:p", "system"], state.Chains.Order());
        Assert.InRange(state.Oldest.TotalSeconds, 300, 400);
    }
}
