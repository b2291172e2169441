using AgentGrid.Contracts;
using AgentGrid.Contracts.Audit;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Audit;

public sealed class AuditChainGrainTests(TestPostgres postgres) : GrainTest(postgres)
{
    private IAuditChainGrain Chain => ChainOf(Host);

    private static IAuditChainGrain ChainOf(GrainHost host) => host.Grains.GetGrain<IAuditChainGrain>(AuditChains.System);

    private static AuditBatch Batch(params IEnumerable<string> requests) => new()
    {
        Records = [.. requests.Select(request => new AuditRecord
        {
            Time = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
            ActorId = "user-1",
            ActorKind = "user",
            Action = AuditActions.DispatchDone,
            RequestId = request,
        })],
    };

    /// <summary>The requests of the chain, which must verify.</summary>
    private async Task<List<string>> RequestsAsync()
    {
        var verifier = new AuditChainVerifier(AuditHead.Empty(AuditChains.System));
        var requests = new List<string>();
        await foreach (var entry in Host.Audit.ReadAsync(AuditChains.System, 1, AuditHead.Max, Cancel))
        {
            Assert.True(verifier.Add(entry), $"{verifier.Finding}");
            requests.Add(entry.Event!.RequestId!);
        }

        return requests;
    }

    private Task AddToOutboxAsync(string request) => Host.Audit.AddToOutboxAsync(
        AuditChains.System,
        new AuditEvent { Time = Time.GetUtcNow(), Actor = new AuditActor("user-2", "user", null), Action = AuditActions.UserUpdated, RequestId = request },
        Cancel);

    private static TaskCompletionSource Gate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task AppendAsync_returns_the_place_of_the_last_record_once_it_is_durable()
    {
        var first = await Chain.AppendAsync(Caller.System, Batch("a", "b"));
        var second = await Chain.AppendAsync(Caller.System, Batch("c"));

        Assert.Equal(new AuditPosition { Epoch = 1, Index = 2 }, first);
        Assert.Equal(new AuditPosition { Epoch = 1, Index = 3 }, second);
        Assert.Equal(["a", "b", "c"], await RequestsAsync());
    }

    [Fact]
    public async Task AppendAsync_calls_that_arrive_during_a_write_share_the_next_one()
    {
        var (began, go) = (Gate(), Gate());
        Host.Audit.BeforeAppend = () =>
        {
            began.TrySetResult();
            return go.Task;
        };

        var first = Chain.AppendAsync(Caller.System, Batch("0"));
        await Soon(began.Task);
        var others = Enumerable.Range(1, 63).Select(number => Chain.AppendAsync(Caller.System, Batch($"{number}"))).ToList();
        var drained = Chain.DrainOutboxAsync(Caller.System);
        go.SetResult();
        var places = await Task.WhenAll([first, .. others]);
        await Soon(drained);

        Assert.Equal(2, Host.Audit.Appends);
        Assert.Equal(Enumerable.Range(1, 64).Select(index => (long)index), places.Select(place => place.Index).Order());
        var requests = await RequestsAsync();
        Assert.Equal(Enumerable.Range(0, 64).Select(number => requests[(int)places[number].Index - 1]), Enumerable.Range(0, 64).Select(number => $"{number}"));
    }

    [Fact]
    public async Task AppendAsync_more_than_may_wait_is_refused_and_nothing_of_it_is_written()
    {
        Host.AuditChains.MaxWaiting = 5;
        var (began, go) = (Gate(), Gate());
        Host.Audit.BeforeAppend = () =>
        {
            began.TrySetResult();
            return go.Task;
        };
        var first = Chain.AppendAsync(Caller.System, Batch("a", "b"));
        await Soon(began.Task);
        var second = Chain.AppendAsync(Caller.System, Batch("c", "d", "e"));

        var refusal = await RefusedAsync(GridErrorCode.Unavailable, () => Chain.AppendAsync(Caller.System, Batch("f")));
        go.SetResult();
        await Soon(Task.WhenAll(first, second));

        Assert.True(refusal.RetryAfterMs > 0);
        Assert.Equal(6, (await Chain.AppendAsync(Caller.System, Batch("g", "h"))).Index - 1);
        Assert.Equal(["a", "b", "c", "d", "e", "g", "h"], await RequestsAsync());
    }

    [Fact]
    public async Task AppendAsync_batch_that_is_wrong_is_refused_by_itself()
    {
        var broken = new AuditBatch { Records = [Batch("x").Records[0], new AuditRecord { Time = default, ActorId = "x", ActorKind = "user", Action = "a.b", Details = """{"pi":3.14}""" }] };
        var (began, go) = (Gate(), Gate());
        Host.Audit.BeforeAppend = () =>
        {
            began.TrySetResult();
            return go.Task;
        };

        var first = Chain.AppendAsync(Caller.System, Batch("a"));
        await Soon(began.Task);
        var good = Chain.AppendAsync(Caller.System, Batch("b"));
        var bad = Chain.AppendAsync(Caller.System, broken);
        var alsoGood = Chain.AppendAsync(Caller.System, Batch("c"));
        go.SetResult();

        await RefusedAsync(GridErrorCode.Invalid, () => bad);
        Assert.Equal([1L, 2L, 3L], (await Task.WhenAll(first, good, alsoGood)).Select(place => place.Index));
        Assert.Equal(["a", "b", "c"], await RequestsAsync());
        await RefusedAsync(GridErrorCode.Invalid, () => Chain.AppendAsync(Caller.System, broken));
    }

    [Fact]
    public async Task AppendAsync_only_the_grid_itself_may_and_only_to_chains()
    {
        await RefusedAsync(GridErrorCode.Forbidden, () => Chain.AppendAsync(Admin, Batch("a")));
        await RefusedAsync(GridErrorCode.Forbidden, () => Chain.DrainOutboxAsync(Admin));
        await RefusedAsync(GridErrorCode.Invalid, () => Chain.AppendAsync(Caller.System, Batch()));
        await RefusedAsync(GridErrorCode.Invalid, () => Chain.AppendAsync(Caller.System, Batch(Enumerable.Repeat("a", AuditBatch.MaxRecords + 1))));
        await RefusedAsync(GridErrorCode.NotFound, () => Host.Grains.GetGrain<IAuditChainGrain>("Not a chain").AppendAsync(Caller.System, Batch("a")));
        Assert.Equal(AuditBatch.MaxRecords, (await Chain.AppendAsync(Caller.System, Batch(Enumerable.Repeat("a", AuditBatch.MaxRecords)))).Index);
    }

    [Fact]
    public async Task DrainOutboxAsync_moves_what_waits_in_order_a_bounded_number_at_once()
    {
        Host.AuditChains.MaxMove = 3;
        await Chain.AppendAsync(Caller.System, Batch("first"));
        foreach (var request in Enumerable.Range(0, 5)) await AddToOutboxAsync($"{request}");

        Assert.True(await Chain.DrainOutboxAsync(Caller.System));
        Assert.False(await Chain.DrainOutboxAsync(Caller.System));
        await Chain.AppendAsync(Caller.System, Batch("last"));

        Assert.Equal(["first", "0", "1", "2", "3", "4", "last"], await RequestsAsync());
    }

    [Fact]
    public async Task Two_activations_of_one_chain_make_no_fork_and_no_hole_and_record_everything_once()
    {
        const int Calls = 40;
        await using var other = new GrainHost(await OpenAgainAsync(), new FakeTimeProvider());
        await other.StartAsync(Cancel);
        foreach (var number in Enumerable.Range(0, Calls)) await AddToOutboxAsync($"outbox-{number}");
        Host.AuditChains.MaxMove = other.AuditChains.MaxMove = 7;

        await Task.WhenAll(new[] { Host, other }.SelectMany((host, number) => new[]
        {
            Task.WhenAll(Enumerable.Range(0, Calls).Select(call => AppendUntilDoneAsync(ChainOf(host), $"{number}-{call}"))),
            DrainAsync(ChainOf(host)),
        }));

        var requests = await RequestsAsync();
        var expected = Enumerable.Range(0, Calls).SelectMany(call => new[] { $"0-{call}", $"1-{call}", $"outbox-{call}" });
        Assert.Equal(expected.Order(StringComparer.Ordinal), requests.Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, Calls).Select(number => $"outbox-{number}"), requests.Where(request => request.StartsWith("outbox", StringComparison.Ordinal)));

        static async Task DrainAsync(IAuditChainGrain chain)
        {
            while (await chain.DrainOutboxAsync(Caller.System))
            {
                // More may be waiting.
            }
        }
    }

    [Fact]
    public async Task AppendAsync_writer_that_was_overtaken_goes_on_after_the_other()
    {
        await Chain.AppendAsync(Caller.System, Batch("a"));
        await AddToOutboxAsync("b");
        await Host.Audit.MoveOutboxAsync(await Host.Audit.GetHeadAsync(AuditChains.System, Cancel), 10, Cancel);

        Assert.Equal(3, (await Chain.AppendAsync(Caller.System, Batch("c"))).Index);

        Assert.Equal(["a", "b", "c"], await RequestsAsync());
    }

    [Fact]
    public async Task AppendAsync_goes_on_where_the_process_before_ended()
    {
        await Chain.AppendAsync(Caller.System, Batch("a"));
        await Host.StopAsync();
        await Host.StartAsync(Cancel);

        Assert.Equal(2, (await Chain.AppendAsync(Caller.System, Batch("b"))).Index);
        Assert.Equal(["a", "b"], await RequestsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AppendAsync_database_that_went_away_before_it_answered_has_written_once(bool after)
    {
        await Chain.AppendAsync(Caller.System, Batch("a"));
        var failures = 0;
        Task FailOnce() => ++failures == 1 ? throw new DatabaseUnavailableException("gone", TimeSpan.FromSeconds(1), outcomeUnknown: true) : Task.CompletedTask;
        if (after) Host.Audit.AfterAppend = FailOnce;
        else Host.Audit.BeforeAppend = FailOnce;

        Assert.Equal(2, (await Chain.AppendAsync(Caller.System, Batch("b"))).Index);
        Assert.Equal(3, (await Chain.AppendAsync(Caller.System, Batch("c"))).Index);

        Assert.Equal(["a", "b", "c"], await RequestsAsync());
    }

    [Fact]
    public async Task AppendAsync_database_that_stays_away_tells_what_is_known()
    {
        await Chain.AppendAsync(Caller.System, Batch("a"));
        Host.Audit.BeforeAppend = () => throw new DatabaseUnavailableException("away");
        var refusal = await RefusedAsync(GridErrorCode.Unavailable, () => Chain.AppendAsync(Caller.System, Batch("not written")));
        Assert.True(refusal.RetryAfterMs > 0);

        var failures = 0;
        Host.Audit.BeforeAppend = () => failures > 0 ? throw new DatabaseUnavailableException("away") : Task.CompletedTask;
        Host.Audit.AfterAppend = () => throw new DatabaseUnavailableException("gone", TimeSpan.FromSeconds(1), outcomeUnknown: failures++ == 0);
        await RefusedAsync(GridErrorCode.OutcomeUnknown, () => Chain.AppendAsync(Caller.System, Batch("b")));

        Host.Audit.BeforeAppend = Host.Audit.AfterAppend = () => Task.CompletedTask;
        Assert.Equal(3, (await Chain.AppendAsync(Caller.System, Batch("c"))).Index);
        Assert.Equal(["a", "b", "c"], await RequestsAsync());
    }

    [Fact]
    public async Task AppendAsync_fault_that_nobody_foresaw_ends_its_batch_and_nothing_else()
    {
        Host.Audit.BeforeHead = () => throw new InvalidOperationException("unforeseen");
        await RefusedAsync(GridErrorCode.Internal, () => Chain.AppendAsync(Caller.System, Batch("a")));
        await RefusedAsync(GridErrorCode.Internal, () => Chain.DrainOutboxAsync(Caller.System));

        Host.Audit.BeforeHead = () => Task.CompletedTask;
        Assert.Equal(1, (await Chain.AppendAsync(Caller.System, Batch("b"))).Index);
    }

    private static async Task AppendUntilDoneAsync(IAuditChainGrain chain, string request)
    {
        while (true)
        {
            try
            {
                await chain.AppendAsync(Caller.System, Batch(request));
                return;
            }
            // Overtaken more often than it tries: nothing was written.
            catch (GridException refusal) when (refusal.Code == GridErrorCode.Unavailable)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<Postgres.Database.GridDatabase> OpenAgainAsync() => await Postgres.Database.GridDatabase.OpenAsync(
        new Postgres.PostgresOptions { DatabaseUrl = Host.Database.OwnerConnectionString, MinPoolSize = 0 }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Cancel);
}
