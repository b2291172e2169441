using AgentGrid.Domain.Limits;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Limits;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Limits;

public sealed class PostgresIdempotencyStoreTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly IdempotentAnswer Answer = new(201, new Dictionary<string, string> { ["location"] = "/x" }, [1, 2, 0, 255]);

    private readonly FakeTimeProvider _time = new();
    private GridDatabase _database = null!;
    private PostgresIdempotencyStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _store = new PostgresIdempotencyStore(_database, _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task TryBeginAsync_fifty_at_once_one_starts()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => BeginAsync(Attempt("k"))));

        Assert.Single(results, result => result.State == IdempotencyState.Started);
        Assert.Equal(49, results.Count(result => result.State == IdempotencyState.Running && result.Until == _time.GetUtcNow() + Lease));
    }

    [Fact]
    public async Task CompleteAsync_later_attempts_get_the_answer()
    {
        var attempt = Attempt("k");
        await BeginAsync(attempt);
        Assert.True(await _store.CompleteAsync(attempt, Answer, Cancel));

        var replay = await BeginAsync(Attempt("k"));

        Assert.Equal(IdempotencyState.Done, replay.State);
        Assert.Equal(Answer.Status, replay.Answer!.Status);
        Assert.Equal(Answer.Headers, replay.Answer.Headers);
        Assert.Equal(Answer.Body, replay.Answer.Body);
        Assert.False(await _store.CompleteAsync(attempt, Answer, Cancel));
    }

    [Fact]
    public async Task TryBeginAsync_other_body_or_route_is_a_mismatch_while_running_and_when_done()
    {
        var attempt = Attempt("k");
        await BeginAsync(attempt);

        Assert.Equal(IdempotencyState.Mismatch, (await BeginAsync(Attempt("k") with { Hash = [9] })).State);
        await _store.CompleteAsync(attempt, Answer, Cancel);
        Assert.Equal(IdempotencyState.Mismatch, (await BeginAsync(Attempt("k") with { Route = "POST /other" })).State);
    }

    [Fact]
    public async Task TryBeginAsync_key_of_another_caller_is_another_key()
    {
        await BeginAsync(Attempt("k"));

        Assert.Equal(IdempotencyState.Started, (await BeginAsync(Attempt("k") with { Subject = "other" })).State);
    }

    [Fact]
    public async Task TryBeginAsync_owner_died_one_of_many_takes_over_and_the_dead_one_cannot_complete()
    {
        var dead = Attempt("k");
        await BeginAsync(dead);
        _time.Advance(Lease);

        var heirs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => BeginAsync(Attempt("k"))));

        Assert.Single(heirs, result => result.State == IdempotencyState.Started);
        Assert.False(await _store.CompleteAsync(dead, Answer, Cancel));
        Assert.False(await _store.RenewAsync(dead, Lease, Cancel));
    }

    [Fact]
    public async Task TryBeginAsync_owner_died_other_body_is_still_a_mismatch()
    {
        await BeginAsync(Attempt("k"));
        _time.Advance(Lease);

        Assert.Equal(IdempotencyState.Mismatch, (await BeginAsync(Attempt("k") with { Hash = [9] })).State);
    }

    [Fact]
    public async Task RenewAsync_keeps_the_key()
    {
        var attempt = Attempt("k");
        await BeginAsync(attempt);
        _time.Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.True(await _store.RenewAsync(attempt, Lease, Cancel));
        _time.Advance(Lease - TimeSpan.FromSeconds(1));

        Assert.Equal(IdempotencyState.Running, (await BeginAsync(Attempt("k"))).State);
    }

    [Fact]
    public async Task AbandonAsync_frees_the_key_for_its_owner_only()
    {
        var attempt = Attempt("k");
        await BeginAsync(attempt);

        await _store.AbandonAsync(Attempt("k"), Cancel);
        Assert.Equal(IdempotencyState.Running, (await BeginAsync(Attempt("k"))).State);
        await _store.AbandonAsync(attempt, Cancel);
        Assert.Equal(IdempotencyState.Started, (await BeginAsync(Attempt("k"))).State);
    }

    [Fact]
    public async Task TryBeginAsync_expired_key_is_free_for_anything()
    {
        var attempt = Attempt("k");
        await BeginAsync(attempt);
        await _store.CompleteAsync(attempt, Answer, Cancel);
        _time.Advance(Day);

        Assert.Equal(IdempotencyState.Started, (await BeginAsync(Attempt("k") with { Hash = [9], Route = "POST /other" })).State);
    }

    [Fact]
    public async Task PurgeExpiredAsync_deletes_up_to_the_limit()
    {
        for (var i = 0; i < 5; i++)
            await BeginAsync(Attempt($"old-{i}"));
        _time.Advance(Day);
        await BeginAsync(Attempt("new"));

        Assert.Equal(3, await _store.PurgeExpiredAsync(3, Cancel));
        Assert.Equal(2, await _store.PurgeExpiredAsync(3, Cancel));
        Assert.Equal(0, await _store.PurgeExpiredAsync(3, Cancel));
        Assert.Equal(IdempotencyState.Running, (await BeginAsync(Attempt("new"))).State);
    }

    private Task<IdempotencyResult> BeginAsync(IdempotencyRequest attempt) => _store.TryBeginAsync(attempt, Lease, Day, Cancel);

    private static IdempotencyRequest Attempt(string key) => new() { Subject = "caller", Key = key, Route = "POST /api/v1/agents", Hash = [1, 2, 3], Owner = Guid.CreateVersion7() };
}
