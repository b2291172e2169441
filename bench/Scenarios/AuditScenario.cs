using System.Diagnostics;
using AgentGrid.Bench.Audit;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Bench.Scenarios;

/// <summary>What the audit log costs: durable appends, verification, pages of a long log, and dispatches that are recorded.</summary>
internal sealed class AuditScenario : IScenario
{
    private const int MostInMemory = 200_000;

    public string Name => "audit";

    public string Summary => "durable appends/s, verification, pages and bytes of a long audit log, dispatches with audit on and off";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["appends"] = $"{AuditLog.Callers} callers, one record each, through the chain's grain; PostgreSQL on the same machine",
        ["entries"] = $"{options.Entries}, like those of administrative actions",
        ["hashing only"] = "entries in memory, content and links, one thread",
        ["from the database"] = "read and verified by one thread; the server's side comes on top",
        ["pages"] = "one client, one after the other, 50 entries each with integrity",
        ["dispatches"] = "1 KB answers, nothing pinned; processor time includes the private PostgreSQL",
    };

    public async Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        using var home = new ScratchFolder();
        await using (var log = await AuditLog.OpenAsync(home.Path, cancellation)) await MeasureLogAsync(log, options, report, cancellation);
        try
        {
            await GridProcess.BuildAsync(cancellation);
            await MeasurePagesAsync(home.Path, options, report, cancellation);
            await new DispatchCost(options, report).MeasureAsync(cancellation);
        }
        catch (PeerMissingException missing) when (!options.RequirePeers)
        {
            report.Note($"AgentGrid is missing: {missing.Message}");
        }
    }

    private static async Task MeasureLogAsync(AuditLog log, BenchOptions options, Report report, CancellationToken cancellation)
    {
        await log.AppendAsync(1, cancellation);
        var rounds = new List<(double PerSecond, Load.LatencySummary Latency)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add(await log.AppendAsync(options.Seconds, cancellation));
            Console.WriteLine($"appends: {rounds[^1].PerSecond:N0}/s, p99 {rounds[^1].Latency.P99 / 1e3:N1} ms");
        }

        var appends = new ReportTable($"Durable appends ({await log.DurabilityAsync(cancellation)})", "callers", "per second", "p50 ms", "p99 ms", "worst ms");
        appends.Add(
            AuditLog.Callers, Statistics.Median(rounds.Select(round => round.PerSecond)), Statistics.Median(rounds.Select(round => round.Latency.P50 / 1e3)),
            Statistics.Median(rounds.Select(round => round.Latency.P99 / 1e3)), rounds.Max(round => round.Latency.Max / 1e3));
        report.Add(appends);

        var watch = Stopwatch.StartNew();
        await log.FillAsync(options.Entries, cancellation);
        var (entries, bytes) = await log.MeasureDiskAsync(cancellation);
        Console.WriteLine($"filled to {entries:N0} entries in {watch.Elapsed.TotalSeconds:N1} s");
        var disk = new ReportTable("The log", "entries", "megabytes with indexes", "bytes per entry");
        disk.Add(entries, bytes / 1e6, (double)bytes / entries);
        report.Add(disk);
        report.Add(await VerifyAsync(log, options, cancellation));
    }

    private static async Task<ReportTable> VerifyAsync(AuditLog log, BenchOptions options, CancellationToken cancellation)
    {
        var memory = await log.ReadAsync(MostInMemory, cancellation);
        var hashing = new List<double>();
        var reading = new List<(long Entries, double Seconds)>();
        Hash(memory);
        for (var round = 0; round < options.Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            Hash(memory);
            hashing.Add(memory.Count / watch.Elapsed.TotalSeconds);
            reading.Add(await log.VerifyAsync(cancellation));
        }

        var table = new ReportTable("Verification", "way", "entries", "entries per second", "seconds");
        var rate = Statistics.Median(hashing);
        table.Add("hashing only", memory.Count, rate, memory.Count / rate);
        table.Add("from the database", reading[0].Entries, Statistics.Median(reading.Select(run => run.Entries / run.Seconds)), Statistics.Median(reading.Select(run => run.Seconds)));
        return table;
    }

    private static void Hash(List<AuditEntry> entries)
    {
        var verifier = new AuditChainVerifier(AuditHead.Empty(AuditChains.System));
        foreach (var entry in entries)
            if (!verifier.Add(entry)) throw new InvalidOperationException($"The log does not verify: {verifier.Finding}.");
    }

    private static async Task MeasurePagesAsync(string home, BenchOptions options, Report report, CancellationToken cancellation)
    {
        await using var grid = GridProcess.Start(home, cores: null);
        await grid.WaitUntilHealthyAsync(cancellation);
        using var admin = new GridAdmin(grid);
        await admin.LiftLimitsAsync(cancellation);
        using var pages = new AuditPages(grid);
        var table = new ReportTable("Pages of the log, ms", "page", "queries", "p50", "p99", "worst");
        foreach (var (name, query) in AuditPages.Kinds)
        {
            await pages.QueryAsync(query, 1, cancellation);
            var latency = await pages.QueryAsync(query, options.Seconds, cancellation);
            table.Add(name, latency.Count, latency.P50 / 1e3, latency.P99 / 1e3, latency.Max / 1e3);
        }

        report.Add(table);
        var verified = new ReportTable("POST /api/v1/audit/verify", "entries", "seconds", "entries per second", "verdict");
        var runs = new List<(long Entries, double Seconds, string Status)>();
        for (var round = 0; round < options.Rounds; round++) runs.Add(await pages.VerifyAsync(cancellation));
        verified.Add(runs[^1].Entries, Statistics.Median(runs.Select(run => run.Seconds)), Statistics.Median(runs.Select(run => run.Entries / run.Seconds)), runs[^1].Status);
        report.Add(verified);
    }
}
