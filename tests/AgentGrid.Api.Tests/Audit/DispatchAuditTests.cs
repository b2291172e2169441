using System.Text.Json;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Audit;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrid.Api.Tests.Audit;

public sealed class DispatchAuditTests(DispatchGrid grid, TestPostgres postgres) : IClassFixture<DispatchGrid>
{
    private const string Key = "sk-canary-0123456789";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static IAuditStore StoreOf(GridUnderTest of) => of.Host.Services.GetRequiredService<IAuditStore>();

    /// <summary>The dispatches in entries about this pool, as they stand in their details, with their entries.</summary>
    private static async Task<List<(AuditEvent Entry, JsonElement Dispatch)>> FindAsync(IAuditStore store, string pool)
    {
        var found = new List<(AuditEvent, JsonElement)>();
        await foreach (var entry in store.ReadAsync(AuditChains.System, 1, AuditHead.Max, Stop))
        {
            if (entry.Event is not { Action: AuditActions.DispatchDone } happened) continue;
            var details = JsonDocument.Parse(happened.Details!).RootElement;
            if (details.GetProperty("pool").GetString() == pool) found.AddRange(details.GetProperty("dispatches").EnumerateArray().Select(dispatch => (happened, dispatch)));
        }

        return found;
    }

    private async Task<List<(AuditEvent Entry, JsonElement Dispatch)>> EventuallyAsync(string pool, int count)
    {
        List<(AuditEvent Entry, JsonElement Dispatch)> found = [];
        await DispatchGrid.EventuallyAsync(async () => (found = await FindAsync(StoreOf(grid.Grid), pool)).Count >= count, $"{count} dispatches of {pool}");
        return found;
    }

    [Fact]
    public async Task Dispatch_is_recorded_with_who_whom_and_how_it_went_and_nothing_that_was_said()
    {
        var pool = grid.NewPool();
        await using var upstream = new ScriptedUpstream(Answers.Well("canary-answer"));
        var id = await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { apiKey = Key, model = "configured-model" });

        await grid.SendAsync("/v1/chat/completions", $$"""{"model":"pool/{{pool}}","messages":[{"role":"user","content":"canary-prompt"}]}""", ("x-request-id", "my-request-1"));

        var (entry, dispatch) = Assert.Single(await EventuallyAsync(pool, 1));
        Assert.Equal("bootstrap-admin", entry.Actor.Id);
        Assert.Equal(new AuditTarget("agent", id, pool + "-a"), entry.Target);
        Assert.Equal(AuditResult.Ok, entry.Result);
        Assert.Equal("127.0.0.1", entry.Address);
        Assert.Equal("my-request-1", entry.RequestId);
        Assert.Equal("my-request-1", dispatch.GetProperty("requestId").GetString());
        Assert.Equal("ok", dispatch.GetProperty("status").GetString());
        Assert.Equal(1, dispatch.GetProperty("attempts").GetInt32());
        Assert.True(dispatch.GetProperty("latencyMs").GetInt32() >= 0);
        Assert.Contains("configured-model", entry.Details, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_that_is_switched_off_leaves_an_entry_that_says_so_and_no_others()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        await using var off = await GridUnderTest.StartOnAsync(await postgres.CreateDatabaseAsync(cancellationToken: Stop), "GRID_AUDIT_DISPATCHES=false");
        var client = off.Client();
        await client.RegisterAsync(upstream.Agent("unseen"));
        Assert.Equal(200, (await client.PostAnswerAsync("/v1/chat/completions", DispatchGrid.Body("agent/unseen"))).Status);

        var actions = new List<string>();
        await DispatchGrid.EventuallyAsync(
            async () =>
            {
                actions.Clear();
                await foreach (var entry in StoreOf(off).ReadAsync(AuditChains.System, 1, AuditHead.Max, Stop)) actions.Add(entry.Event!.Action);
                return actions.Contains(AuditActions.AgentRegistered) && actions.Contains(AuditActions.DispatchesUnrecorded);
            },
            "the entry about the switch");
        Assert.DoesNotContain(AuditActions.DispatchDone, actions);
    }

    [Fact]
    public async Task Dispatch_that_failed_or_was_refused_or_met_nobody_is_recorded_once_with_its_end()
    {
        var (failing, refusing, empty) = (grid.NewPool(), grid.NewPool(), grid.NewPool());
        await using var broken = new ScriptedUpstream(Answers.With(500, Answers.Error($"leak {Key}")));
        await using var strict = new ScriptedUpstream(Answers.With(400, Answers.Error($"leak {Key}")));
        await grid.RegisterAsync(failing, "a", broken.Endpoint, new { apiKey = Key });
        await grid.RegisterAsync(failing, "b", broken.Endpoint, new { apiKey = Key });
        await grid.RegisterAsync(refusing, "a", strict.Endpoint, new { apiKey = Key });
        await grid.RegisterAsync(empty, "a", strict.Endpoint, new { weight = 0 });

        foreach (var pool in (string[])[failing, refusing, empty]) await grid.ChatAsync(pool);

        var (failed, failedDispatch) = Assert.Single(await EventuallyAsync(failing, 1));
        Assert.Equal(AuditResult.Failed, failed.Result);
        Assert.Equal(("failed", "500", 2), (failedDispatch.GetProperty("status").GetString(), failedDispatch.GetProperty("error").GetString(), failedDispatch.GetProperty("attempts").GetInt32()));
        var (refused, refusedDispatch) = Assert.Single(await EventuallyAsync(refusing, 1));
        Assert.Equal((AuditResult.Refused, "refused"), (refused.Result, refusedDispatch.GetProperty("status").GetString()));
        var (nobody, nobodyDispatch) = Assert.Single(await EventuallyAsync(empty, 1));
        Assert.Equal(new AuditTarget("pool", empty), nobody.Target);
        Assert.Equal((AuditResult.Failed, "no_agent"), (nobody.Result, nobodyDispatch.GetProperty("status").GetString()));
        Assert.DoesNotContain("leak", $"{failed}{refused}{nobody}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispatches_at_once_are_all_recorded_in_few_entries()
    {
        const int Count = 300;
        var pool = grid.NewPool();
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var seen = await Task.WhenAll(Enumerable.Range(0, Count).Select(number =>
            grid.SendAsync("/v1/chat/completions", DispatchGrid.Body("pool/" + pool), ("x-request-id", $"burst-{number}"))));

        var found = await EventuallyAsync(pool, Count);
        Assert.Equal(Enumerable.Range(0, Count).Select(number => $"burst-{number}").Order(), found.Select(dispatch => dispatch.Dispatch.GetProperty("requestId").GetString()).Order());
        Assert.Equal(seen.Length, found.Count);
        Assert.True(found.Select(dispatch => dispatch.Entry).Distinct().Count() < Count / 2, "Dispatches that end together should share entries.");
    }

    [Fact]
    public async Task Dispatches_of_the_last_moment_are_recorded_when_the_process_stops_and_signed()
    {
        var databaseUrl = "";
        var folder = Directory.CreateTempSubdirectory("grid-checkpoints-").FullName;
        await using (var own = await GridUnderTest.StartOnAsync(await grid.NewDatabaseAsync(), $"GRID_AUDIT_CHECKPOINTS={folder}"))
        {
            databaseUrl = own.DatabaseUrl;
            var audit = own.Host.Services.GetRequiredService<DispatchAudit>();
            for (var number = 0; number < 250; number++) new DispatchNote(audit, Caller.System, "some-pool", null, $"last-{number}", 0).Dispose();
        }

        await using var database = await Postgres.Database.GridDatabase.OpenAsync(
            new Postgres.PostgresOptions { DatabaseUrl = databaseUrl, MinPoolSize = 0 }, TimeProvider.System, NullLoggerFactory.Instance, Stop);
        var store = new PostgresAuditStore(database);
        var found = await FindAsync(store, "some-pool");
        Assert.Equal(250, found.Count);
        Assert.Equal(3, found.Select(dispatch => dispatch.Entry).Distinct().Count());
        Assert.Equal(0, (await store.MeasureOutboxAsync(10, Stop)).Events);
        var line = (await File.ReadAllLinesAsync(Directory.GetFiles(folder).Single(), Stop))[^1];
        Assert.True(AuditCheckpoint.TryParse(line, out var checkpoint));
        Assert.Equal(await store.ListHeadsAsync(Stop), checkpoint.Heads);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Add_more_than_may_wait_never_waits_and_leaves_an_entry_about_the_loss()
    {
        var grains = grid.Grid.Host.Services.GetRequiredService<IGrainFactory>();
        using var audit = new DispatchAudit(grains, new AuditOptions { MaxWaitingDispatches = 5 }, new AuditTelemetry(), TimeProvider.System, NullLogger<DispatchAudit>.Instance);
        for (var number = 0; number < 12; number++) new DispatchNote(audit, Caller.System, "overflowing", null, $"{number}", 0).Dispose();

        await audit.StartAsync(Stop);
        Assert.Equal(5, (await EventuallyAsync("overflowing", 5)).Count);
        await audit.StopAsync(Stop);

        var loss = (await StoreOf(grid.Grid).ListAsync(10, null, new AuditFilter { Action = AuditActions.DispatchesLost }, Stop)).Items;
        Assert.Equal("""{"dispatches":7}""", Assert.Single(loss).Event!.Details);
    }
}
