using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Audit;

/// <summary>A grid with a folder outside of its database for checkpoints, and short forms around its audit log.</summary>
internal sealed class AuditGrid : IAsyncDisposable
{
    private readonly bool _keep;

    private AuditGrid(GridUnderTest grid, string folder, bool keep)
    {
        _keep = keep;
        Grid = grid;
        Folder = folder;
        Admin = grid.Client();
    }

    public GridUnderTest Grid { get; }

    /// <summary>Where the checkpoints are copied to.</summary>
    public string Folder { get; }

    /// <summary>Where sealed contents go.</summary>
    public string Archive => Path.Combine(Folder, "archive");

    /// <summary>The bootstrap administrator, until there is another.</summary>
    public HttpClient Admin { get; set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<AuditGrid> StartAsync(TestPostgres postgres)
    {
        var grid = await StartOnAsync(await postgres.CreateDatabaseAsync(cancellationToken: Stop), NewFolder());
        await SharedGrid.RaiseLimitsAsync(grid.Grid);
        return grid;
    }

    public static async Task<AuditGrid> StartOnAsync(string databaseUrl, string folder, bool keep = false) =>
        new(await GridUnderTest.StartOnAsync(databaseUrl, [.. Settings(folder).Select(setting => $"{setting.Name}={setting.Value}")]), folder, keep);

    /// <summary>The folders as settings.</summary>
    public static (string Name, string Value)[] Settings(string folder) => [("GRID_AUDIT_CHECKPOINTS", folder), ("GRID_AUDIT_ARCHIVE", Path.Combine(folder, "archive"))];

    public static string NewFolder() => Directory.CreateTempSubdirectory("grid-checkpoints-").FullName;

    public T Service<T>()
        where T : notnull => Grid.Host.Services.GetRequiredService<T>();

    /// <summary>Everything that waits is moved to its chain.</summary>
    public Task MoveAsync() => Service<AuditMover>().MoveAsync(Stop);

    /// <summary>Signs what is there now.</summary>
    public async Task SignAsync()
    {
        await MoveAsync();
        await UntilMineAsync(() => Service<AuditCheckpoints>().RunAsync(Stop));
    }

    /// <summary>The background verifier walks once.</summary>
    public Task WalkAsync() => UntilMineAsync(() => Service<AuditVerifier>().RunAsync(Stop));

    /// <summary>Entries of a chain that nobody else writes to.</summary>
    public async Task GrowAsync(string chain, int entries)
    {
        var (store, content, time) = (Service<IAuditStore>(), new AuditContent(), TimeProvider.System.GetUtcNow());
        var head = await store.GetHeadAsync(chain, Stop);
        foreach (var portion in Enumerable.Range(0, entries).Chunk(2_000))
        {
            var batch = new List<AuditEntry>();
            foreach (var number in portion)
            {
                batch.Add(AuditEntry.After(head, AuditEventBounds.Fit(new AuditEvent { Time = time, Actor = new AuditActor("x", "user", null), Action = AuditActions.AgentUpdated, RequestId = $"r{number}" }), content));
                head = batch[^1].Link.Head;
            }

            Assert.True(await store.AppendAsync(batch, Stop));
        }
    }

    /// <summary>Everything that was written until now may be sealed.</summary>
    public async Task ReadyAsync()
    {
        await SignAsync();
        await WalkAsync();
    }

    /// <summary>Seals what is there now; the data of the last event, which must be a report.</summary>
    public async Task<JsonElement> SealAsync()
    {
        var answer = await TrySealAsync(TimeProvider.System.GetUtcNow());
        Assert.True((answer.Status, answer.MediaType) == (200, "text/event-stream"), answer.Text);
        return Report(answer);
    }

    public Task<Answer> TrySealAsync(DateTimeOffset before, params (string Name, string Value)[] headers) => Admin.PostAnswerAsync("/api/v1/audit/seals", $$"""{"before":"{{before:O}}"}""", headers);

    /// <summary>How many contents are there under the seal's checkpoint, and how many above.</summary>
    public async Task<(int Under, int Above)> CountAsync()
    {
        var seal = await Service<AuditSeals>().LoadAsync(Stop);
        var (under, above) = (0, 0);
        foreach (var head in await Service<IAuditStore>().ListHeadsAsync(Stop))
            foreach (var entry in (await ReadAsync(head.Chain)).Where(entry => entry.Event is not null))
                _ = entry.Link.Index <= (seal?.BoundOf(head.Chain) ?? 0) ? under++ : above++;
        return (under, above);
    }

    public Task TamperAsync(string sql) => TestPostgres.RunAsync(Grid.DatabaseUrl, sql, Stop);

    public async Task<JsonElement> QueryAsync(string query = "")
    {
        var answer = await Admin.GetAnswerAsync("/api/v1/audit" + query);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    /// <summary>The last event of a full verification, which must be a report.</summary>
    public async Task<JsonElement> VerifyAsync()
    {
        var answer = await Admin.PostAnswerAsync("/api/v1/audit/verify", null);
        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.MediaType));
        return Report(answer);
    }

    private static JsonElement Report(Answer answer)
    {
        var last = answer.Text.TrimEnd().Split("\n\n")[^1].Split('\n');
        Assert.True(last[0] == "event: report", answer.Text);
        return JsonElement.Parse(last[1]["data: ".Length..]);
    }

    /// <summary>Exports the log and lets <c>grid-audit</c> verify it, with what lies outside.</summary>
    public async Task<(int ExitCode, string LastLine)> VerifyOfflineAsync(params string[] archives)
    {
        var (exit, output) = await RunOfflineAsync(archives);
        return (exit, output.Split('\n')[^1]);
    }

    /// <summary>The same with everything that it says.</summary>
    public async Task<(int ExitCode, string Output)> RunOfflineAsync(params string[] archives)
    {
        var bundle = Path.Combine(Folder, "bundle.ndjson");
        await using (var file = File.Create(bundle))
        await using (var export = await Admin.GetStreamAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Stop))
            await export.CopyToAsync(file, Stop);
        var checkpoints = Directory.GetFiles(Folder, "checkpoints-*.ndjson").Order(StringComparer.Ordinal).Last();
        var key = (await Service<AuditSigner>().GetAsync(Stop)).KeyId;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "grid-audit.dll"), "verify", bundle, "--key", key, "--checkpoint", checkpoints, .. archives.SelectMany(archive => new[] { "--archive", archive })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        var error = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        File.Delete(bundle);
        return (process.ExitCode, (output + error).TrimEnd());
    }

    public async ValueTask DisposeAsync()
    {
        await Grid.DisposeAsync();
        if (!_keep && Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The whole chain as it stands in the database.</summary>
    public async Task<List<AuditEntry>> ReadAsync(string chain = AuditChains.System)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in Service<IAuditStore>().ReadAsync(chain, 1, AuditHead.Max, Stop)) entries.Add(entry);
        return entries;
    }

    /// <summary>Rewrites all heads from an index on, with the right hashes, as whoever owns the database can.</summary>
    public async Task RechainAsync(long from)
    {
        var content = new AuditContent();
        var head = AuditHead.Empty(AuditChains.System);
        var sql = new StringBuilder();
        foreach (var entry in await ReadAsync())
        {
            var linked = entry.Link.Index < from ? entry : AuditEntry.After(head, entry.Event!, content);
            head = linked.Link.Head;
            if (linked.Link.Index >= from)
                sql.Append($"UPDATE audit_heads SET content_hash = '\\x{linked.Link.ContentHash}', previous_fingerprint = '\\x{linked.Link.Previous}', fingerprint = '\\x{linked.Link.Fingerprint}' WHERE index = {linked.Link.Index};");
        }

        await TamperAsync(sql.ToString());
    }

    private static async Task UntilMineAsync(Func<Task<bool>> run)
    {
        // The grid's own rounds are at it from time to time.
        while (!await run()) await Task.Delay(10, Stop);
    }
}
