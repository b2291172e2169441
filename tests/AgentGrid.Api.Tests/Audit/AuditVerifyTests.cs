using System.Net.Http.Headers;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>Verification on demand and in the background, and the export, of a log with many entries.</summary>
public sealed class AuditVerifyTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int Many = 12_000;
    private AuditGrid _grid = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _grid = await AuditGrid.StartAsync(postgres);

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Fact]
    public async Task Verify_tells_of_progress_and_ends_with_the_report()
    {
        await _grid.GrowAsync("project:1", Many);
        await _grid.SignAsync();
        var report = await _grid.VerifyAsync();

        Assert.Equal("verified", report.GetProperty("status").GetString());
        Assert.Equal(["project:1", "system"], report.GetProperty("chains").EnumerateArray().Select(chain => chain.GetProperty("chain").GetString()));
        Assert.Equal(Many, report.GetProperty("chains")[0].GetProperty("entries").GetInt64());
        Assert.Equal((await _grid.Service<AuditSigner>().GetAsync(Stop)).KeyId, report.GetProperty("key").GetString());
        Assert.Equal(0, report.GetProperty("beyond").GetInt64());
        await _grid.GrowAsync("project:1", 3);
        report = await _grid.VerifyAsync();
        Assert.Equal(("verified_to_checkpoint", 3), (report.GetProperty("status").GetString(), report.GetProperty("beyond").GetInt64()));
    }

    [Fact]
    public async Task Verify_is_one_at_a_time_and_ends_with_its_client()
    {
        await _grid.Service<IAuditVerificationStore>().AloneAsync(
            AuditVerificationTask.OnDemand,
            async _ =>
            {
                var refused = await _grid.Admin.PostAnswerAsync("/api/v1/audit/verify", null);
                Assert.Equal((409, "5"), (refused.Status, refused.Header("Retry-After")));
            },
            Stop);

        await _grid.GrowAsync("project:1", Many);
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/audit/verify"))
        using (var response = await _grid.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop))
            Assert.Equal(new MediaTypeHeaderValue("text/event-stream", "utf-8"), response.Content.Headers.ContentType);
        await DispatchGrid.EventuallyAsync(async () => (await _grid.Admin.PostAnswerAsync("/api/v1/audit/verify", null)).Status == 200, "a verification after one whose client went");
    }

    [Fact]
    public async Task Export_is_a_whole_bundle_that_verifies_and_is_cut_short_by_its_client_alone()
    {
        await _grid.GrowAsync("project:1", Many);
        await _grid.SignAsync();
        using var response = await _grid.Admin.GetAsync(new Uri("/api/v1/audit/export", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(AuditBundle.MediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Matches("^grid-audit-[0-9]{8}T[0-9]{6}Z[.]ndjson$", response.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        await using var bundle = await response.Content.ReadAsStreamAsync(Stop);
        var report = await BundleVerifier.VerifyAsync(bundle, (await _grid.Service<AuditSigner>().GetAsync(Stop)).KeyId, await _grid.Service<AuditAnchors>().GetOutsideAsync(Stop), cancellationToken: Stop);

        Assert.Equal(AuditIntegrityStatus.Verified, report.Integrity.Status);
        Assert.Equal((Many, (await _grid.ReadAsync()).Count), (report.Chains[0].Entries, (int)report.Chains[1].Entries));
        Assert.Equal((0, "verified"), await _grid.VerifyOfflineAsync());
    }

    [Fact]
    public async Task Background_verifier_goes_on_where_it_was_interrupted()
    {
        await _grid.GrowAsync("project:1", Many);
        await _grid.GrowAsync("project:2", 2_500);
        await _grid.SignAsync();
        var state = _grid.Service<AuditVerificationState>();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var walk = await _grid.Service<AuditWalks>().BeginAsync(null, Stop);
        var run = new AuditVerificationRun(walk, AuditVerification.None, state, 0, TimeProvider.System).RunAsync(_ => { }, interrupt.Token);
        while (walk.Entries < 3_000) await Task.Yield();
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        var left = (await state.LoadAsync(Stop)).Current!;
        Assert.InRange(left.Entries, 3_000, Many);
        Assert.Equal(("project:1", left.Entries), (left.Chain, left.Index));
        // What lies behind is this walk's no more, what lies ahead is.
        await _grid.TamperAsync("UPDATE audit_contents SET actor_id = 'y' WHERE index = 2400 AND chain IN (SELECT id FROM audit_chains WHERE name IN ('project:1', 'project:2'))");
        await _grid.WalkAsync();

        var end = (await state.LoadAsync(Stop)).Last!;
        Assert.Equal(new AuditFinding(AuditFault.ContentChanged, "project:2", 2_400), end.Finding);
        Assert.Equal(left.StartedAt, end.StartedAt);
        Assert.Equal(Many + 2_399 + (await _grid.ReadAsync()).Count, end.Entries);
        await _grid.WalkAsync();
        Assert.Equal(new AuditFinding(AuditFault.ContentChanged, "project:1", 2_400), (await state.LoadAsync(Stop)).Last!.Finding);
    }

    [Fact]
    public async Task State_of_the_verifier_cannot_be_written_without_the_secret_key()
    {
        await _grid.SignAsync();
        await _grid.WalkAsync();
        var state = _grid.Service<AuditVerificationState>();
        Assert.NotNull((await state.LoadAsync(Stop)).Last);

        await _grid.TamperAsync($"UPDATE system_settings SET value = overlay(value placing 'AAAA' from 40 for 4) WHERE key = '{AuditVerificationState.Setting}'");
        Assert.Equal(AuditVerification.None, await state.LoadAsync(Stop));
    }
}
