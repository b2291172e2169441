using AgentGrid.Bench.Gateway;
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
        var empty = new List<(double Healthy, double Serving)>();
        var existing = new List<(double Healthy, double Serving)>();
        try
        {
            await GridProcess.BuildAsync(cancellation);
            for (var round = 0; round <= options.Rounds; round++)
            {
                var home = Directory.CreateTempSubdirectory("agentgrid-bench-").FullName;
                try
                {
                    var first = await StartAsync(home, cancellation);
                    var second = await StartAsync(home, cancellation);
                    if (round == 0) continue;
                    empty.Add(first);
                    existing.Add(second);
                }
                finally
                {
                    Directory.Delete(home, recursive: true);
                }
            }
        }
        catch (PeerMissingException missing)
        {
            report.Note($"AgentGrid is missing: {missing.Message}");
            if (options.RequirePeers) throw;
            return;
        }

        var table = new ReportTable("Process start, seconds", "home", "healthy", "serving", "slowest serving");
        table.Add("empty", Statistics.Median(empty.Select(start => start.Healthy)), Statistics.Median(empty.Select(start => start.Serving)), empty.Max(start => start.Serving));
        table.Add("existing", Statistics.Median(existing.Select(start => start.Healthy)), Statistics.Median(existing.Select(start => start.Serving)), existing.Max(start => start.Serving));
        report.Add(table);
    }

    private static async Task<(double Healthy, double Serving)> StartAsync(string home, CancellationToken cancellation)
    {
        var start = Clock.Now;
        await using var grid = GridProcess.Start(home, cores: null);
        await grid.WaitUntilHealthyAsync(cancellation);
        var healthy = Clock.Now;
        using var admin = new GridAdmin(grid);
        await admin.ListAgentsAsync(cancellation);
        return ((healthy - start) / 1e9, (Clock.Now - start) / 1e9);
    }
}
