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
    private AuditGrid(GridUnderTest grid, string folder)
    {
        Grid = grid;
        Folder = folder;
        Admin = grid.Client();
    }

    public GridUnderTest Grid { get; }

    /// <summary>Where the checkpoints are copied to.</summary>
    public string Folder { get; }

    /// <summary>The bootstrap administrator, until there is another.</summary>
    public HttpClient Admin { get; set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<AuditGrid> StartAsync(TestPostgres postgres)
    {
        var grid = await StartOnAsync(await postgres.CreateDatabaseAsync(cancellationToken: Stop), NewFolder());
        await SharedGrid.RaiseLimitsAsync(grid.Grid);
        return grid;
    }

    public static async Task<AuditGrid> StartOnAsync(string databaseUrl, string folder) =>
        new(await GridUnderTest.StartOnAsync(databaseUrl, $"GRID_AUDIT_CHECKPOINTS={folder}"), folder);

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
        var last = answer.Text.TrimEnd().Split("\n\n")[^1].Split('\n');
        Assert.Equal("event: report", last[0]);
        return JsonElement.Parse(last[1]["data: ".Length..]);
    }

    /// <summary>Exports the log and lets <c>grid-audit</c> verify it, with what lies outside.</summary>
    public async Task<(int ExitCode, string LastLine)> VerifyOfflineAsync()
    {
        var bundle = Path.Combine(Folder, "bundle.ndjson");
        await using (var file = File.Create(bundle))
        await using (var export = await Admin.GetStreamAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Stop))
            await export.CopyToAsync(file, Stop);
        var checkpoints = Directory.GetFiles(Folder, "checkpoints-*.ndjson").Order(StringComparer.Ordinal).Last();
        var key = (await Service<AuditSigner>().GetAsync(Stop)).KeyId;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "grid-audit.dll"), "verify", bundle, "--key", key, "--checkpoint", checkpoints])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        var error = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        File.Delete(bundle);
        return (process.ExitCode, (output + error).TrimEnd().Split('\n')[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        await Grid.DisposeAsync();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
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
