using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Identity;

public sealed class PostgresCredentialNewsFeedTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private readonly FakeTimeProvider _time = new();
    private GridDatabase _database = null!;
    private PostgresCredentialNewsFeed _feed = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _feed = new PostgresCredentialNewsFeed(_database, _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task HearAsync_begins_with_the_present_and_confirms_silence()
    {
        await AddAsync("before");
        await using var heard = _feed.HearAsync(Beat, Cancel).GetAsyncEnumerator(Cancel);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await heard.MoveNextAsync());
            Assert.Empty(heard.Current);
        }
    }

    [Fact]
    public async Task HearAsync_is_woken_by_news_long_before_its_beat()
    {
        await using var heard = _feed.HearAsync(TimeSpan.FromMinutes(1), Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await heard.MoveNextAsync());
        var next = heard.MoveNextAsync().AsTask();
        await AddAsync("session:1", "user:1");
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        Assert.Equal(["session:1", "user:1"], heard.Current.Select(news => news.Tag));
    }

    // A version that becomes visible after a later one would be missed for good: the head's row lock keeps the order of commits.
    [Fact]
    public async Task HearAsync_misses_nothing_of_concurrent_transactions()
    {
        const int writers = 8;
        const int each = 25;
        await using var heard = _feed.HearAsync(Beat, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await heard.MoveNextAsync());
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var i = 0; i < each; i++) await AddAsync($"{writer}:{i}", $"{writer}:{i}b");
        }));
        var news = new List<CredentialNews>();
        while (news.Count < writers * each * 2 && await heard.MoveNextAsync()) news.AddRange(heard.Current);
        await writing;
        Assert.Equal(Enumerable.Range(0, news.Count).Select(i => news[0].Version + i), news.Select(one => one.Version));
        Assert.Equal(news.Count, news.DistinctBy(one => one.Tag).Count());
    }

    [Fact]
    public async Task HearAsync_of_a_transaction_that_was_rolled_back_hears_nothing()
    {
        await using var heard = _feed.HearAsync(Beat, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await heard.MoveNextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.TransactAsync<int>(
            async (connection, transaction, token) =>
            {
                await CredentialNewsLog.AddAsync(connection, transaction, _time.GetUtcNow(), ["user:1"], token);
                throw new InvalidOperationException("undo");
            },
            Cancel));
        await AddAsync("user:2");
        while (await heard.MoveNextAsync() && heard.Current.Count == 0)
        {
            // Beats.
        }

        Assert.Equal("user:2", Assert.Single(heard.Current).Tag);
    }

    [Fact]
    public async Task HearAsync_ends_with_the_databases_absence()
    {
        await using var heard = _feed.HearAsync(Beat, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await heard.MoveNextAsync());
        await TestPostgres.RunAsync(_database.OwnerConnectionString, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", Cancel);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () =>
        {
            while (await heard.MoveNextAsync())
            {
                // What was under way.
            }
        });
    }

    [Fact]
    public async Task PurgeAsync_deletes_what_is_old_in_portions()
    {
        await AddAsync("a", "b", "c");
        _time.Advance(TimeSpan.FromDays(2));
        await AddAsync("d");
        Assert.Equal(2, await _feed.PurgeAsync(TimeSpan.FromDays(1), 2, Cancel));
        Assert.Equal(1, await _feed.PurgeAsync(TimeSpan.FromDays(1), 2, Cancel));
        Assert.Equal(0, await _feed.PurgeAsync(TimeSpan.FromDays(1), 2, Cancel));
    }

    private Task<int> AddAsync(params string[] tags) => _database.TransactAsync(
        async (connection, transaction, token) =>
        {
            await CredentialNewsLog.AddAsync(connection, transaction, _time.GetUtcNow(), tags, token);
            return 0;
        },
        Cancel);
}
