using AgentGrid.Api.Audit;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Settings;
using AgentGrid.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrid.Api.Tests.Audit;

public sealed class AuditCheckpointsTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly SecretBox Secrets = new("a secret key for tests, long enough");
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("grid-checkpoints-").FullName;
    private GridDatabase _database = null!;
    private PostgresAuditStore _store = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PostgresAuditCheckpointStore Stored => new(_database);

    private string File => Path.Combine(_folder, "checkpoints-2030-01.ndjson");

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.OpenDatabaseAsync(Stop);
        _store = new PostgresAuditStore(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private AuditSigner Signer() => new(new PostgresSettingStore(_database), Secrets, _time);

    /// <summary>As after a start of the process.</summary>
    private AuditCheckpoints New(bool withFolder = true) => new(
        _store, Stored, Signer(), new AuditOptions { CheckpointFolder = withFolder ? _folder : null }, new AuditTelemetry(), _time, NullLogger<AuditCheckpoints>.Instance);

    private async Task<AuditHead> AppendAsync(string chain = AuditChains.System, int entries = 1)
    {
        var content = new AuditContent();
        var head = await _store.GetHeadAsync(chain, Stop);
        for (var i = 0; i < entries; i++)
        {
            var entry = AuditEntry.After(head, new AuditEvent { Time = _time.GetUtcNow(), Actor = new AuditActor("x", "user", null), Action = AuditActions.AgentUpdated }, content);
            Assert.True(await _store.AppendAsync([entry], Stop));
            head = entry.Link.Head;
        }

        return head;
    }

    private async Task<List<AuditCheckpoint>> ListAsync() =>
        [.. (await Stored.ListAsync(1, 100, Stop)).Select(text => AuditCheckpoint.TryParse(text, out var checkpoint) ? checkpoint : throw new InvalidOperationException(text))];

    private Task TamperAsync(string sql) => TestPostgres.RunAsync(_database.OwnerConnectionString, sql, Stop);

    private async Task<AuditAnchor> RunAsync(AuditCheckpoints checkpoints)
    {
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await checkpoints.RunAsync(Stop));
        return checkpoints.Anchor;
    }

    [Fact]
    public async Task RunAsync_signs_the_heads_of_all_chains_when_one_has_moved_and_copies_what_it_signed()
    {
        var checkpoints = New();
        Assert.Equal(new AuditAnchor(null, null, null), await RunAsync(checkpoints));
        var system = await AppendAsync(entries: 3);
        var project = await AppendAsync("project:p");
        Assert.Equal(new AuditAnchor(1, 1, null), await RunAsync(checkpoints));
        Assert.Equal(new AuditAnchor(1, 1, null), await RunAsync(checkpoints));
        var later = await AppendAsync();
        Assert.Equal(new AuditAnchor(2, 2, null), await RunAsync(New()));

        var signed = await ListAsync();
        Assert.Equal([[project, system], [project, later]], signed.Select(checkpoint => checkpoint.Heads));
        var key = (await Signer().GetAsync(Stop)).Public;
        Assert.All(signed, checkpoint => Assert.True(checkpoint.IsSignedBy(key)));
        Assert.Equal(signed[0].Hash, signed[1].Previous);
        Assert.Equal(signed.Select(checkpoint => checkpoint.ToString()), await System.IO.File.ReadAllLinesAsync(File, Stop));
    }

    [Fact]
    public async Task RunAsync_without_a_folder_the_log_is_unanchored()
    {
        await AppendAsync();

        Assert.Equal(new AuditAnchor(1, null, null), await RunAsync(New(withFolder: false)));
    }

    [Fact]
    public async Task RunAsync_copies_what_another_process_signed_and_what_a_crash_left_out()
    {
        await AppendAsync();
        await RunAsync(New());
        await System.IO.File.AppendAllTextAsync(File, """{"heads":[{"cha""", Stop);
        for (var i = 0; i < 3; i++)
        {
            await AppendAsync();
            await RunAsync(New(withFolder: false));
        }

        _time.Advance(TimeSpan.FromDays(31));
        await AppendAsync();
        Assert.Equal(new AuditAnchor(5, 5, null), await RunAsync(New()));

        var lines = await System.IO.File.ReadAllLinesAsync(File, Stop);
        var signed = (await ListAsync()).ConvertAll(checkpoint => checkpoint.ToString());
        Assert.Equal([signed[0], """{"heads":[{"cha""", .. signed[1..4]], lines);
        Assert.Equal([signed[4]], await System.IO.File.ReadAllLinesAsync(Path.Combine(_folder, "checkpoints-2030-02.ndjson"), Stop));
    }

    [Fact]
    public async Task RunAsync_one_process_at_a_time()
    {
        await AppendAsync();
        var ran = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => New().RunAsync(Stop)));

        Assert.Contains(true, ran);
        Assert.Single(await ListAsync());
        Assert.Single(await System.IO.File.ReadAllLinesAsync(File, Stop));
    }

    [Fact]
    public async Task RunAsync_an_hour_of_silence_leaves_an_entry_and_a_checkpoint()
    {
        await AppendAsync();
        var checkpoints = New();
        await RunAsync(checkpoints);
        _time.Advance(TimeSpan.FromMinutes(59));
        await RunAsync(checkpoints);
        Assert.Equal(0, (await _store.MeasureOutboxAsync(10, Stop)).Events);
        await RunAsync(checkpoints);
        Assert.Equal(1, (await _store.MeasureOutboxAsync(10, Stop)).Events);

        await _store.MoveOutboxAsync(await _store.GetHeadAsync(AuditChains.System, Stop), 10, Stop);
        await RunAsync(checkpoints);
        await RunAsync(checkpoints);

        Assert.Equal(2, (await ListAsync()).Count);
        Assert.Equal(0, (await _store.MeasureOutboxAsync(10, Stop)).Events);
        Assert.Equal(AuditActions.AuditHeartbeat, (await _store.ListAsync(1, null, AuditFilter.None, Stop)).Items[0].Event!.Action);
    }

    [Theory]
    [InlineData("DELETE FROM audit_contents WHERE index > 3; DELETE FROM audit_heads WHERE index > 3", AuditFault.TailMissing, 4)]
    [InlineData("DELETE FROM audit_contents; DELETE FROM audit_heads", AuditFault.ChainMissing, 1)]
    [InlineData("UPDATE audit_heads SET fingerprint = sha256('x') WHERE index = 5", AuditFault.Rechained, 5)]
    [InlineData("DELETE FROM audit_heads WHERE index = 5; UPDATE audit_heads SET index = 6 WHERE index = 4", AuditFault.Rechained, 5)]
    public async Task RunAsync_vouches_for_nothing_after_what_it_signed_is_gone_or_changed(string sql, AuditFault fault, long index)
    {
        await AppendAsync(entries: 5);
        await RunAsync(New());

        await TamperAsync(sql);

        var finding = new AuditFinding(fault, AuditChains.System, index, 1);
        Assert.Equal(new AuditAnchor(1, 1, finding), await RunAsync(New()));
        await AppendAsync(entries: 5);
        Assert.NotNull((await RunAsync(New())).Finding);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task RunAsync_database_older_than_the_copies_is_noticed()
    {
        for (var i = 0; i < 3; i++)
        {
            await AppendAsync();
            await RunAsync(New());
        }

        await TamperAsync("DELETE FROM audit_checkpoints WHERE number > 1; DELETE FROM audit_contents WHERE index > 1; DELETE FROM audit_heads WHERE index > 1");

        Assert.Equal(new AuditFinding(AuditFault.OlderBackup, null, null, 3), (await RunAsync(New())).Finding);
        await AppendAsync(entries: 9);
        Assert.Equal(new AuditFinding(AuditFault.OlderBackup, null, null, 3), (await RunAsync(New())).Finding);
    }

    [Theory]
    [InlineData("UPDATE audit_checkpoints SET checkpoint = 'x' WHERE number = 2", AuditFault.CheckpointSignature, null)]
    [InlineData("UPDATE audit_checkpoints SET checkpoint = replace(checkpoint, '\"number\":2', '\"number\":7') WHERE number = 2", AuditFault.CheckpointSignature, 7L)]
    public async Task RunAsync_checkpoint_that_was_changed_is_noticed(string sql, AuditFault fault, long? number)
    {
        for (var i = 0; i < 2; i++)
        {
            await AppendAsync();
            await RunAsync(New());
        }

        await TamperAsync(sql);

        Assert.Equal(new AuditFinding(fault, null, null, number), (await RunAsync(New())).Finding);
    }

    [Fact]
    public async Task RunAsync_log_written_anew_with_the_right_key_is_found_by_the_copies()
    {
        await AppendAsync(entries: 2);
        await RunAsync(New());
        await TamperAsync("DELETE FROM audit_checkpoints; DELETE FROM audit_contents; DELETE FROM audit_heads");
        await AppendAsync(entries: 2);

        await RunAsync(New(withFolder: false));

        Assert.Equal(new AuditFinding(AuditFault.CheckpointChanged, null, null, 1), (await RunAsync(New())).Finding);
    }

    [Fact]
    public async Task GetAsync_processes_agree_on_one_key_and_keep_it_encrypted()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => (await Signer().GetAsync(Stop)).KeyId));

        Assert.Single(keys.Distinct());
        var stored = await new PostgresSettingStore(_database).GetAsync(AuditSigner.Setting, Stop);
        Assert.True(stored!.IsSecret);
        Assert.StartsWith("enc:", stored.Value, StringComparison.Ordinal);
    }
}
