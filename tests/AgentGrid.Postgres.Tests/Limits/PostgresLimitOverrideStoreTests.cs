using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Limits;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Limits;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Limits;

public sealed class PostgresLimitOverrideStoreTests(TestPostgres postgres) : IAsyncLifetime
{
    private GridDatabase _database = null!;
    private PostgresLimitOverrideStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _store = new PostgresLimitOverrideStore(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task UpsertAsync_replaces_permits_and_window()
    {
        var first = New("dispatch", "u1");
        await _store.UpsertAsync(first, Event(), Cancel);
        await _store.UpsertAsync(first with { Permits = 9, WindowSeconds = 1, CreatedBy = "other" }, Event(), Cancel);

        Assert.Equal(first with { Permits = 9, WindowSeconds = 1 }, await _store.GetAsync("dispatch", "subject", "u1", Cancel));
        Assert.Null(await _store.GetAsync("dispatch", "token", "u1", Cancel));
    }

    [Fact]
    public async Task DeleteAsync_says_whether_there_was_one()
    {
        await _store.UpsertAsync(New("dispatch", "u1"), Event(), Cancel);

        Assert.True(await _store.DeleteAsync("dispatch", "subject", "u1", Event(AuditActions.LimitRestored), Cancel));
        Assert.False(await _store.DeleteAsync("dispatch", "subject", "u1", Event(AuditActions.LimitRestored), Cancel));
    }

    [Fact]
    public async Task ListAsync_pages_in_order()
    {
        foreach (var (policy, subject) in new[] { ("b", "1"), ("a", "2"), ("a", "1"), ("c", "1"), ("b", "2") })
            await _store.UpsertAsync(New(policy, subject), Event(), Cancel);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _store.ListAsync(2, cursor, Cancel);
            seen.AddRange(page.Items.Select(item => item.Policy + item.Subject));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["a1", "a2", "b1", "b2", "c1"], seen);
    }

    [Fact]
    public async Task Changes_leave_their_events_with_them_or_neither()
    {
        await _store.UpsertAsync(New("dispatch", "u1"), Event(), Cancel);
        await _store.DeleteAsync("dispatch", "subject", "nobody", Event(AuditActions.LimitRestored), Cancel);
        await _store.DeleteAsync("dispatch", "subject", "u1", Event(AuditActions.LimitRestored), Cancel);
        Assert.Equal([AuditActions.LimitOverridden, AuditActions.LimitRestored], await WaitingAsync());

        await TestPostgres.RunAsync(_database.OwnerConnectionString, "REVOKE INSERT ON audit_outbox FROM grid_app", Cancel);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => _store.UpsertAsync(New("dispatch", "u2"), Event(), Cancel));
        Assert.Null(await _store.GetAsync("dispatch", "subject", "u2", Cancel));
    }

    private static AuditEvent Event(string action = AuditActions.LimitOverridden) =>
        new() { Time = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Actor = new AuditActor("admin", "user", null), Action = action };

    private Task<List<string>> WaitingAsync() => _database.ExecuteAsync(
        async (connection, token) => (await Dapper.SqlMapper.QueryAsync<string>(connection, "SELECT event::json->>'action' FROM audit_outbox ORDER BY id")).ToList(), Cancel);

    private static LimitOverride New(string policy, string subject) => new()
    {
        Policy = policy,
        Scope = "subject",
        Subject = subject,
        Permits = 100,
        WindowSeconds = 60,
        CreatedAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
        CreatedBy = "admin",
    };
}
