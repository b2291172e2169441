using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Settings;
using AgentGrid.Testing;
using Npgsql;

namespace AgentGrid.Postgres.Tests.Settings;

public sealed class PostgresSettingStoreTests(TestPostgres postgres) : IAsyncLifetime
{
    private GridDatabase _database = null!;
    private PostgresSettingStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Cancel);
        _store = new PostgresSettingStore(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task SetAsync_replaces_what_was_there()
    {
        await _store.SetAsync(New("b.x", "1"), Cancel);
        await _store.SetAsync(New("b.x", "2"), Cancel);
        await _store.SetAsync(New("a.x", "3"), Cancel);

        Assert.Equal(New("b.x", "2"), await _store.GetAsync("b.x", Cancel));
        Assert.Equal(["a.x", "b.x"], (await _store.ListAsync(Cancel)).Select(setting => setting.Key));
        Assert.Null(await _store.GetAsync("c.x", Cancel));
    }

    [Fact]
    public async Task GetOrAddAsync_many_at_once_agree_on_one_value()
    {
        var values = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _store.GetOrAddAsync(New("token", $"{i}"), Cancel)));

        Assert.Single(values.Distinct());
    }

    [Fact]
    public async Task SetAsync_secret_that_is_not_encrypted_is_refused_by_the_database()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => _store.SetAsync(New("token", "plain") with { IsSecret = true }, Cancel));

        Assert.Equal(PostgresErrorCodes.CheckViolation, refusal.SqlState);
    }

    [Fact]
    public async Task Secrets_walk_sees_secrets_only_and_replaces_by_compare_and_set()
    {
        await _store.SetAsync(New("open", "enc:looks-so"), Cancel);
        await _store.SetAsync(New("secret", "enc:old") with { IsSecret = true }, Cancel);
        var secrets = new PostgresSettingSecrets(_database);

        var read = Assert.Single(await secrets.ListAsync(null, 10, Cancel));

        Assert.Equal(new EncryptedValue("secret", "enc:old"), read);
        Assert.True(await secrets.ReplaceAsync(read, "enc:new", Cancel));
        Assert.False(await secrets.ReplaceAsync(read, "enc:newer", Cancel));
        Assert.Empty(await secrets.ListAsync("secret", 10, Cancel));
    }

    private static SystemSetting New(string key, string value) => new() { Key = key, Value = value, IsSecret = false, UpdatedAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) };
}
