using System.Text.Json;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using AgentGrid.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>Old contents are sealed away: what is left, what is proven, what is refused, and that no moment to be killed in leaves a log that does not verify.</summary>
public sealed class AuditSealTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Project = "project:1";

    /// <summary>More than are deleted at once.</summary>
    private const int Many = 12_000;

    private const string DeleteNext = "DELETE FROM audit_contents WHERE index = (SELECT min(index) + 1 FROM audit_contents WHERE action = 'audit.sealed')";

    private AuditGrid _grid = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _grid = await AuditGrid.StartAsync(postgres);
        for (var i = 0; i < 5; i++) await _grid.Admin.RegisterAsync($$"""{"name":"agent-{{i}}","kind":"none"}""");
    }

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    private Task<AuditSealOutcome> RunAsync(Action<AuditSealProgress>? tell = null) => _grid.Service<AuditSealer>().RunAsync(Now, Caller.System, tell ?? (_ => { }), Stop);

    private async Task AssertWholeAsync()
    {
        var report = await _grid.VerifyAsync();
        Assert.True(report.GetProperty("status").GetString() is "verified" or "verified_to_checkpoint", report.GetRawText());
    }

    [Fact]
    public async Task Seal_archives_says_so_in_the_log_and_deletes_contents_that_stay_proven()
    {
        await _grid.GrowAsync(Project, 10);
        await _grid.ReadyAsync();
        var before = (await _grid.ReadAsync()).Count;
        var answer = await _grid.TrySealAsync(Now, ("x-request-id", "sealing"));
        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.MediaType));
        Assert.StartsWith("event: progress\ndata: {\"step\":\"", answer.Text, StringComparison.Ordinal);
        var item = (await _grid.Admin.GetAnswerAsync("/api/v1/audit/seals")).Json.GetProperty("items").EnumerateArray().Single();
        var archive = Path.Combine(_grid.Archive, item.GetProperty("archive").GetString()!);

        Assert.Equal(0, (await _grid.CountAsync()).Under);
        Assert.Equal((before + 10, 0L), (item.GetProperty("contents").GetInt32(), item.GetProperty("after").GetInt64()));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(archive, Stop))), item.GetProperty("archiveHash").GetString());
        var entry = (await _grid.QueryAsync("?action=audit.sealed")).GetProperty("items")[0];
        Assert.Equal(("bootstrap-admin", "127.0.0.1", "sealing"), (entry.GetProperty("actor").GetProperty("id").GetString(), entry.GetProperty("address").GetString(), entry.GetProperty("requestId").GetString()));
        Assert.Equal(("bootstrap-admin", entry.GetProperty("index").GetInt64()), (item.GetProperty("actor").GetProperty("id").GetString(), item.GetProperty("index").GetInt64()));

        var page = await _grid.QueryAsync("?limit=200");
        Assert.All(page.GetProperty("items").EnumerateArray(), left => Assert.True(left.GetProperty("index").GetInt64() > before));
        var integrity = page.GetProperty("integrity");
        Assert.Equal("verified_to_checkpoint", integrity.GetProperty("status").GetString());
        Assert.Equal(item.GetProperty("checkpoint").GetInt64(), integrity.GetProperty("sealedThrough").GetProperty("checkpoint").GetInt64());
        Assert.Empty((await _grid.QueryAsync($"?chain={Project}")).GetProperty("items").EnumerateArray());
        await _grid.ReadyAsync();
        Assert.Equal("verified", (await _grid.QueryAsync("?action=audit.sealed")).GetProperty("integrity").GetProperty("status").GetString());
        var report = await _grid.VerifyAsync();
        Assert.Equal(("verified", 10), (report.GetProperty("status").GetString(), report.GetProperty("chains")[0].GetProperty("sealed").GetInt32()));
        Assert.Equal((0, "verified"), await _grid.VerifyOfflineAsync());
        var (exit, output) = await _grid.RunOfflineAsync(archive);
        Assert.Equal((0, true), (exit, output.Contains($"archive {archive}: {before + 10} contents, the file that was sealed", StringComparison.Ordinal)));
        Assert.DoesNotContain("of them sealed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seal_again_takes_what_came_since_and_nothing_when_nothing_is_old_enough()
    {
        await _grid.ReadyAsync();
        var first = (await _grid.SealAsync()).GetProperty("seal");
        Assert.Equal("event: report\ndata: {\"seal\":null,\"deleted\":0}\n\n", (await _grid.TrySealAsync(Now.AddDays(-1))).Text);
        await _grid.Admin.RegisterAsync("""{"name":"later","kind":"none"}""");
        await _grid.ReadyAsync();
        var second = (await _grid.SealAsync()).GetProperty("seal");

        Assert.Equal(first.GetProperty("checkpoint").GetInt64(), second.GetProperty("after").GetInt64());
        // The second archive holds the entry of the first seal.
        Assert.Equal(2, Directory.GetFiles(_grid.Archive).Length);
        Assert.Equal(0, (await _grid.CountAsync()).Under);
        await _grid.ReadyAsync();
        var (exit, output) = await _grid.RunOfflineAsync(Directory.GetFiles(_grid.Archive));
        Assert.True(exit == 0 && !output.Contains("of them sealed", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task Seal_is_refused_with_a_reason_until_all_is_proven()
    {
        Assert.Equal("before", Assert.Single((await _grid.TrySealAsync(Now.AddHours(1))).ErrorFields));
        Assert.Equal("before", Assert.Single((await _grid.Admin.PostAnswerAsync("/api/v1/audit/seals", "{}")).ErrorFields));
        Assert.Equal(400, (await _grid.Admin.PostAnswerAsync("/api/v1/audit/seals", "{\"before\":7}")).Status);
        Assert.Equal(401, (await _grid.Grid.Client(null).PostAnswerAsync("/api/v1/audit/seals", "{}")).Status);
        await _grid.SignAsync();
        await RefusedAsync("No walk over the whole log has passed checkpoint");
        await _grid.WalkAsync();
        await _grid.Service<IAuditSealStore>().AloneAsync(async _ => Assert.Equal("5", (await RefusedAsync("The log is being sealed already")).Header("Retry-After")), Stop);
        await _grid.TamperAsync("UPDATE audit_contents SET actor_id = 'other' WHERE index = 3");
        // Not seen by a walk yet: then by the one that writes the archive.
        var answer = await _grid.TrySealAsync(Now);
        Assert.Contains("event: error", answer.Text, StringComparison.Ordinal);
        Assert.Contains("chain system, entry 3: content_changed", answer.Text, StringComparison.Ordinal);
        await _grid.WalkAsync();
        await RefusedAsync("The log is not what was written: chain system, entry 3: content_changed");
        Assert.Empty(Directory.GetFiles(_grid.Archive, "*.gz"));
        Assert.Null(await _grid.Service<AuditSeals>().LoadAsync(Stop));
    }

    [Theory]
    [InlineData(false, true, "There is no folder for archives")]
    [InlineData(true, false, "No checkpoint lies outside of the database")]
    public async Task Seal_without_a_folder_is_refused(bool archive, bool checkpoints, string why)
    {
        var settings = AuditGrid.Settings(_grid.Folder);
        await using var grid = await GridUnderTest.StartAsync(postgres, [.. new[] { (Is: checkpoints, settings[0]), (Is: archive, settings[1]) }.Where(s => s.Is).Select(s => $"{s.Item2.Name}={s.Item2.Value}")]);
        var answer = await grid.Client().PostAnswerAsync("/api/v1/audit/seals", """{"before":"2026-01-01T00:00:00Z"}""");
        Assert.Equal((409, true), (answer.Status, answer.Json.GetProperty("detail").GetString()!.StartsWith(why, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Retention_without_folders_stops_the_start_and_with_them_is_not_needed_to_be_asked_for()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => GridUnderTest.StartAsync(postgres, "GRID_AUDIT_RETENTION_DAYS=30"));
        Assert.Contains("GRID_AUDIT_ARCHIVE", refusal.Message, StringComparison.Ordinal);
        await _grid.ReadyAsync();
        var options = new AuditOptions { ArchiveFolder = _grid.Archive, Retention = TimeSpan.FromMilliseconds(1) };
        var retention = new AuditRetention(_grid.Service<AuditSealer>(), _grid.Service<AuditSeals>(), options, TimeProvider.System, NullLogger<AuditRetention>.Instance);
        await retention.RunAsync(Stop);
        Assert.Equal(0, (await _grid.CountAsync()).Under);
        var entry = (await _grid.QueryAsync("?action=audit.sealed")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal("system", entry.GetProperty("actor").GetProperty("kind").GetString());
        await _grid.ReadyAsync();
        // Once a day.
        await retention.RunAsync(Stop);
        Assert.Single(Directory.GetFiles(_grid.Archive));
    }

    /// <summary>After a seal; what each does alone, and what a walk says then. Index 0: the entry after the one that tells of the seal.</summary>
    [Theory]
    [InlineData(DeleteNext, 0, "content_missing")]
    [InlineData("DELETE FROM audit_contents", 1, "content_missing")]
    [InlineData("UPDATE audit_contents SET details = replace(details, '\"checkpoint\":', '\"checkpoint\":1') WHERE action = 'audit.sealed'", 1, "content_missing")]
    [InlineData("DELETE FROM audit_contents WHERE action = 'audit.sealed'", 1, "content_missing")]
    [InlineData(
        "INSERT INTO audit_outbox (chain, event) SELECT 'system', json_build_object('time', now(), 'action', 'audit.sealed', 'result', 'ok', 'actor', json_build_object('id', 'x', 'kind', 'user'), 'details', "
            + "json_build_object('after', 0, 'checkpoint', number, 'checkpointHash', (SELECT (details::json)->>'checkpointHash' FROM audit_contents WHERE action = 'audit.sealed'), 'archive', 'x', "
            + "'archiveHash', repeat('00', 32), 'contents', 1, 'key', (SELECT (details::json)->>'key' FROM audit_contents WHERE action = 'audit.sealed'), 'through', now(), "
            + "'signature', (SELECT (details::json)->>'signature' FROM audit_contents WHERE action = 'audit.sealed'))::text)::text FROM audit_checkpoints ORDER BY number DESC LIMIT 1",
        0, "content_missing", true)]
    public async Task Damage_after_a_seal_is_found(string sql, int index, string reason, bool deleteNext = false)
    {
        await _grid.ReadyAsync();
        await _grid.SealAsync();
        for (var i = 0; i < 3; i++) await _grid.Admin.RegisterAsync($$"""{"name":"later-{{i}}","kind":"none"}""");
        await _grid.ReadyAsync();
        var next = (await _grid.ReadAsync()).First(entry => entry.Event is not null).Link.Index + 1;
        await _grid.TamperAsync(sql);
        await _grid.SignAsync();
        if (deleteNext) await _grid.TamperAsync(DeleteNext);

        var expected = ("broken", index > 0 ? index : next, reason);
        Assert.Equal(expected, Of(await _grid.VerifyAsync()));
        await _grid.WalkAsync();
        Assert.Equal(expected, Of((await _grid.QueryAsync("?limit=1")).GetProperty("integrity")));
        var (exit, last) = await _grid.VerifyOfflineAsync();
        Assert.True(exit > 0, last);

        static (string?, long, string?) Of(JsonElement verdict) => (verdict.GetProperty("status").GetString(), verdict.GetProperty("brokenAt").GetInt64(), verdict.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Archive_that_was_changed_is_found_and_keeps_contents_from_being_deleted()
    {
        await _grid.ReadyAsync();
        await Assert.ThrowsAsync<KilledException>(() => RunAsync(progress => Kill(progress, "record", 1)));
        var archive = Directory.GetFiles(_grid.Archive).Single();
        var whole = await File.ReadAllBytesAsync(archive, Stop);
        await File.WriteAllBytesAsync(archive, [.. whole[..^1], (byte)(whole[^1] ^ 1)], Stop);
        var refusal = await Assert.ThrowsAsync<GridException>(() => RunAsync());
        Assert.Equal((GridErrorCode.Conflict, true), (refusal.Code, refusal.Message.StartsWith("The archive audit-0-", StringComparison.Ordinal)));
        Assert.NotEqual(0, (await _grid.CountAsync()).Under);

        await File.WriteAllBytesAsync(archive, whole, Stop);
        await RunAsync();
        await _grid.SignAsync();
        Assert.Equal(0, (await _grid.VerifyOfflineAsync(archive)).ExitCode);
        var other = Path.Combine(_grid.Folder, "other.gz");
        await File.WriteAllBytesAsync(other, [.. whole[..^1], (byte)(whole[^1] ^ 1)], Stop);
        Assert.NotEqual(0, (await _grid.VerifyOfflineAsync(other)).ExitCode);
    }

    [Theory]
    [InlineData("archive", 0, false)]
    [InlineData("archive", 10_000, false)]
    [InlineData("record", 0, false)]
    [InlineData("record", 1, true)]
    [InlineData("record", 2, true)]
    [InlineData("delete", 5_000, true)]
    [InlineData("delete", 10_000, true)]
    public async Task Killed_in_any_step_the_log_is_whole_and_the_next_run_ends_it(string step, long done, bool isSealed)
    {
        await _grid.GrowAsync(Project, Many);
        await _grid.ReadyAsync();
        await Assert.ThrowsAsync<KilledException>(() => RunAsync(progress => Kill(progress, step, done)));
        await AssertWholeAsync();
        await _grid.SignAsync();
        Assert.Equal(isSealed, await _grid.Service<AuditSeals>().LoadAsync(Stop) is not null);
        Assert.Equal((0, "verified"), await _grid.VerifyOfflineAsync());

        // Only ends what was begun.
        var ended = await _grid.Service<AuditSealer>().RunAsync(null, Caller.System, _ => { }, Stop);
        Assert.Equal(isSealed, ended.Deleted > 0);
        await _grid.ReadyAsync();
        await RunAsync();
        Assert.Equal(0, (await _grid.CountAsync()).Under);
        Assert.Empty(Directory.GetFiles(_grid.Archive, "*.partial"));
        await _grid.SignAsync();
        Assert.Equal((0, "verified"), await _grid.VerifyOfflineAsync());
    }

    [Fact]
    public async Task Walks_exports_and_other_sealings_meanwhile_find_nothing_wrong()
    {
        await _grid.GrowAsync(Project, Many);
        await _grid.ReadyAsync();
        var sealings = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _grid.TrySealAsync(Now)));
        var (walks, exports, cut) = (0, 0, 0);
        do
        {
            await AssertWholeAsync();
            walks++;
            try
            {
                Assert.Null((await ExportAsync()).Integrity.Reason);
                exports++;
            }
            // Begun under an older seal.
            catch (Exception broken) when (broken is HttpRequestException or IOException or AuditBundleException)
            {
                cut++;
            }
        }
        while (!sealings.IsCompleted);
        Assert.All(await sealings, answer => Assert.True(answer.Status is 200 or 409 && !answer.Text.Contains("event: error", StringComparison.Ordinal), answer.Text));
        Assert.Equal(0, (await _grid.CountAsync()).Under);
        await _grid.SignAsync();
        await AssertWholeAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{walks} walks, {exports} exports, {cut} cut short");
    }

    private async Task<AuditBundleReport> ExportAsync()
    {
        await using var bundle = await _grid.Grid.Client().GetStreamAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Stop);
        return await BundleVerifier.VerifyAsync(bundle, (await _grid.Service<AuditSigner>().GetAsync(Stop)).KeyId, cancellationToken: Stop);
    }

    private static void Kill(AuditSealProgress progress, string step, long done)
    {
        if (progress.Step == step && progress.Done >= done) throw new KilledException();
    }

    private sealed class KilledException : Exception;

    private async Task<Answer> RefusedAsync(string why)
    {
        var answer = await _grid.TrySealAsync(Now);
        Assert.True(answer.Status == 409 && answer.Json.GetProperty("detail").GetString()!.StartsWith(why, StringComparison.Ordinal), answer.Text);
        return answer;
    }
}
