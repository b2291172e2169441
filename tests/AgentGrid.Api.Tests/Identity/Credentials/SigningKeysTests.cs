using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrid.Api.Tests.Identity.Credentials;

/// <summary>The signing keys of several processes on one database.</summary>
public sealed class SigningKeysTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly SecretBox _secrets = new("a-secret-key-of-more-than-32-characters");
    private readonly List<SigningKeys> _processes = [];
    private GridDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await GridDatabase.OpenAsync(
        new PostgresOptions { DatabaseUrl = await postgres.CreateDatabaseAsync(cancellationToken: Cancel) }, TimeProvider.System, NullLoggerFactory.Instance, Cancel);

    public ValueTask DisposeAsync()
    {
        foreach (var process in _processes) process.Dispose();
        return _database.DisposeAsync();
    }

    [Fact]
    public async Task PrepareAsync_of_many_processes_at_once_makes_one_key_per_algorithm()
    {
        var processes = Enumerable.Range(0, 6).Select(_ => Process()).ToArray();
        await Task.WhenAll(processes.Select(process => process.PrepareAsync(Cancel)));
        foreach (var algorithm in (JwtAlgorithm[])[JwtAlgorithm.Es256, JwtAlgorithm.Rs256])
            Assert.Single(processes.Select(process => process.Signer(algorithm).KeyId).Distinct());
        Assert.Equal(2, processes[0].Published.Count);
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM audit_outbox WHERE event LIKE '%key.created%'"));
    }

    [Fact]
    public async Task PrepareAsync_rotates_after_90_days_with_the_new_key_published_7_days_before()
    {
        var process = Process();
        await process.PrepareAsync(Cancel);
        var first = process.Signer(JwtAlgorithm.Es256).KeyId;

        _time.Advance(TimeSpan.FromDays(83));
        await process.PrepareAsync(Cancel);
        Assert.Equal(first, process.Signer(JwtAlgorithm.Es256).KeyId);
        Assert.Equal(4, process.Published.Count);

        _time.Advance(TimeSpan.FromDays(7));
        var second = process.Signer(JwtAlgorithm.Es256).KeyId;
        Assert.NotEqual(first, second);
        Assert.NotNull(process.Find(first));

        _time.Advance(TimeSpan.FromDays(7));
        Assert.Null(process.Find(first));
        await process.PrepareAsync(Cancel);
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM signing_keys WHERE private_key_encrypted IS NULL"));
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM audit_outbox WHERE event LIKE '%key.retired%'"));
        Assert.Equal(second, process.Signer(JwtAlgorithm.Es256).KeyId);
    }

    [Fact]
    public async Task TryReadAgainAsync_finds_a_key_that_another_process_made_and_asks_at_most_every_10_seconds()
    {
        var (one, other) = (Process(), Process());
        await one.PrepareAsync(Cancel);
        await other.PrepareAsync(Cancel);
        _time.Advance(TimeSpan.FromDays(84));
        await one.PrepareAsync(Cancel);
        var made = one.Published.Select(key => key.KeyId).Except(other.Published.Select(key => key.KeyId)).ToArray();
        Assert.Equal(2, made.Length);

        Assert.True(await other.TryReadAgainAsync(Cancel));
        Assert.All(made, keyId => Assert.NotNull(other.Find(keyId)));
        Assert.False(await other.TryReadAgainAsync(Cancel));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await other.TryReadAgainAsync(Cancel));
    }

    [Fact]
    public async Task Stored_private_keys_are_encrypted_for_their_own_row()
    {
        await Process().PrepareAsync(Cancel);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM signing_keys WHERE private_key_encrypted NOT LIKE 'enc:%'"));
        await TestPostgres.RunAsync(
            _database.OwnerConnectionString, "UPDATE signing_keys SET private_key_encrypted = (SELECT private_key_encrypted FROM signing_keys o WHERE o.key_id <> signing_keys.key_id)", Cancel);
        await Assert.ThrowsAsync<SecretException>(() => Process().PrepareAsync(Cancel));
    }

    private SigningKeys Process()
    {
        var process = new SigningKeys(new PostgresSigningKeyStore(_database), _secrets, _time, NullLogger<SigningKeys>.Instance);
        _processes.Add(process);
        return process;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = new Npgsql.NpgsqlDataSourceBuilder(_database.OwnerConnectionString).Build().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
