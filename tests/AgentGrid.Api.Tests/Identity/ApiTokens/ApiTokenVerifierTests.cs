using AgentGrid.Api.Identity.ApiTokens;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Testing;
using Dapper;

namespace AgentGrid.Api.Tests.Identity.ApiTokens;

/// <summary>The verifier with a queue whose only thread the test holds.</summary>
public sealed class ApiTokenVerifierTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly HashingQueue _queue = new(new HashingQueueOptions { Threads = 1, MaxWaitingTokens = 2 }, TimeProvider.System);
    private readonly ManualResetEventSlim _open = new();
    private readonly ApiTokenOwner _owner = new(ApiTokenKind.Agent, Guid.CreateVersion7());
    private GridDatabase _database = null!;
    private PostgresApiTokenStore _store = null!;
    private ApiTokenVerifier _verifier = null!;
    private Task<int> _held = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static AuditEvent Event => new() { Time = TimeProvider.System.GetUtcNow(), Actor = new AuditActor("someone", "user", null), Action = "test.write" };

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _store = new PostgresApiTokenStore(_database, TimeProvider.System);
        _verifier = new ApiTokenVerifier(_store, _queue, TimeProvider.System);
        await _database.ExecuteAsync((connection, _) => connection.ExecuteAsync(
            "INSERT INTO agents (id, name, display_name, role, kind, status_changed_at, created_at, updated_at) VALUES (@Id, 'one', 'one', 'agent', 'none', now(), now(), now())", new { _owner.Id }), Cancel);
        _held = _queue.RunAsync(
            HashingKind.Password,
            () =>
            {
                _open.Wait();
                return 0;
            },
            Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _open.Set();
        await _held;
        _queue.Dispose();
        _open.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Callers_with_one_token_share_one_place_in_the_line()
    {
        var token = await TokenAsync();
        var all = Enumerable.Range(0, 10).Select(_ => _verifier.VerifyAsync(token, Cancel)).ToArray();
        await WaitingAsync(1);
        _open.Set();
        Assert.All(await Task.WhenAll(all), verified => Assert.Equal(_owner.Id.ToString(), verified!.Live.Subject));
        Assert.Equal(1, _queue.Begun(HashingKind.Token));
        Assert.NotNull(await _verifier.VerifyAsync(token, Cancel));
        Assert.Equal(1, _queue.Begun(HashingKind.Token));
    }

    [Fact]
    public async Task Token_that_passed_is_looked_up_each_time_but_not_hashed_again()
    {
        _open.Set();
        var token = await TokenAsync();
        for (var i = 0; i < 3; i++) Assert.NotNull(await _verifier.VerifyAsync(token, Cancel));
        Assert.True(await _store.RevokeAsync(_owner, token.Prefix, Event, Cancel));
        Assert.Null(await _verifier.VerifyAsync(token, Cancel));
        Assert.Equal(1, _queue.Begun(HashingKind.Token));
    }

    [Fact]
    public async Task Place_in_the_line_is_free_when_the_last_caller_leaves_and_not_before()
    {
        var token = await TokenAsync();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var one = _verifier.VerifyAsync(token, first.Token);
        var two = _verifier.VerifyAsync(token, second.Token);
        await WaitingAsync(1);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.Equal(1, _queue.Waiting(HashingKind.Token));
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await WaitingAsync(0);

        var third = _verifier.VerifyAsync(token, Cancel);
        _open.Set();
        Assert.NotNull(await third);
    }

    [Fact]
    public async Task Full_line_refuses_and_says_when_to_come_back()
    {
        var waiting = new[] { _verifier.VerifyAsync(await TokenAsync(), Cancel), _verifier.VerifyAsync(ApiToken.Generate(ApiTokenKind.User), Cancel) };
        await WaitingAsync(2);
        var token = await TokenAsync();
        var refusal = await Assert.ThrowsAsync<HashingQueueFullException>(() => _verifier.VerifyAsync(token, Cancel));
        Assert.True(refusal.RetryAfter >= TimeSpan.FromSeconds(1));
        _open.Set();
        Assert.Equal([true, false], (await Task.WhenAll(waiting)).Select(verified => verified is not null));
        // A refusal is not kept.
        Assert.NotNull(await _verifier.VerifyAsync(token, Cancel));
    }

    [Fact]
    public async Task Token_that_is_revoked_while_it_waits_is_refused_whoever_joined_when()
    {
        var token = await TokenAsync();
        var before = _verifier.VerifyAsync(token, Cancel);
        await WaitingAsync(1);
        Assert.True(await _store.RevokeAsync(_owner, token.Prefix, Event, Cancel));
        var after = _verifier.VerifyAsync(token, Cancel);
        _open.Set();
        Assert.Null(await before);
        Assert.Null(await after);
    }

    private async Task<ApiToken> TokenAsync()
    {
        var token = ApiToken.Generate(ApiTokenKind.Agent);
        var inserted = await _store.InsertAsync(
            new ApiTokenRecord
            {
                Prefix = token.Prefix,
                Owner = _owner,
                Name = "test",
                TokenHash = Argon2idHash.Create(token.Text, new Argon2idParameters(64, 1, 1)).Text,
                Scopes = ApiTokenRules.MostScopes,
                OperationId = token.Prefix,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                CreatedBy = "someone",
            },
            Event,
            Cancel);
        Assert.Equal(ApiTokenInsertOutcome.Inserted, inserted.Outcome);
        return token;
    }

    private async Task WaitingAsync(int count)
    {
        for (var tries = 0; _queue.Waiting(HashingKind.Token) != count; tries++)
        {
            Assert.True(tries < 1000, $"{_queue.Waiting(HashingKind.Token)} wait instead of {count}.");
            await Task.Delay(10, Cancel);
        }
    }
}
