using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Scenarios;

/// <summary>How long the all-in-one process takes from its start to its first served requests.</summary>
internal sealed class StartScenario : IScenario
{
    public string Name => "start";

    public string Summary => "seconds from process start to the first served requests, with an empty and with an existing home";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["healthy"] = "GET /healthz answers 200 (asked every 5 ms)",
        ["serving"] = "GET /api/v1/agents with the admin token answers 200",
        ["file cache"] = "warm: one start before the first counted one",
    };

    public async Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        try
        {
            await GridProcess.BuildAsync(cancellation);
            await RoundAsync(cancellation);
            var rounds = new List<(Served Empty, Served Existing)>();
            for (var round = 0; round < options.Rounds; round++) rounds.Add(await RoundAsync(cancellation));
            var table = new ReportTable("Process start, seconds", "home", "healthy", "serving", "slowest serving");
            AddRow(table, "empty", [.. rounds.Select(round => round.Empty)]);
            AddRow(table, "existing", [.. rounds.Select(round => round.Existing)]);
            report.Add(table);
        }
        catch (PeerMissingException missing) when (!options.RequirePeers)
        {
            report.Note($"AgentGrid is missing: {missing.Message}");
        }
    }

    private static void AddRow(ReportTable table, string home, IReadOnlyList<Served> starts) => table.Add(
        home, Statistics.Median(starts.Select(start => start.Healthy)), Statistics.Median(starts.Select(start => start.Serving)), starts.Max(start => start.Serving));

    private static async Task<(Served Empty, Served Existing)> RoundAsync(CancellationToken cancellation)
    {
        using var home = new ScratchFolder();
        return (await StartAsync(home.Path, cancellation), await StartAsync(home.Path, cancellation));
    }

    private static async Task<Served> StartAsync(string home, CancellationToken cancellation)
    {
        var start = Clock.Now;
        await using var grid = GridProcess.Start(home, cores: null);
        await grid.WaitUntilHealthyAsync(cancellation);
        var healthy = Clock.Now;
        using var admin = new GridAdmin(grid);
        await admin.ListAgentsAsync(cancellation);
        return new Served((healthy - start) / 1e9, (Clock.Now - start) / 1e9);
    }

    private sealed record Served(double Healthy, double Serving);
}
