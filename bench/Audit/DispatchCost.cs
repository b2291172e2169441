using System.Text.Json;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Load;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Scenarios;

namespace AgentGrid.Bench.Audit;

/// <summary>What it costs the gateway that every dispatch is recorded: two grids side by side, one of which does not (an option for just this), loaded in turn.</summary>
internal sealed class DispatchCost(BenchOptions options, Report report)
{
    private const string On = "recorded";
    private const string Off = "not recorded";
    private const double WarmUpSeconds = 10;
    private static readonly LoadPhase Steady = LoadPhase.JsonFixedRate with { Name = "5,000 requests/s", Rate = 5_000 };

    private readonly Dictionary<(string Grid, string Phase), List<(double PerSecond, double P99, double Micros)>> _runs = [];

    internal async Task MeasureAsync(CancellationToken cancellation)
    {
        var port = Ports.Free(1)[0];
        await using var upstream = ChildProcess.Start(ProcessPlan.Self("upstream", "--port", $"{port}"));
        await Ports.WaitAsync(port, upstream, cancellation);
        using var homes = new ScratchFolder();
        await using var on = await StartAsync(homes.Path, On, port, cancellation);
        await using var off = await StartAsync(homes.Path, Off, port, cancellation);
        (string Name, GridProcess Grid)[] grids = [(On, on), (Off, off)];
        foreach (var (_, grid) in grids) await RunAsync(grid, LoadPhase.JsonSaturation, WarmUpSeconds, cancellation);
        for (var round = 0; round < options.Rounds; round++)
            foreach (var phase in new[] { LoadPhase.JsonSaturation, Steady })
                foreach (var (name, grid) in grids) await SampleAsync(name, grid, phase, cancellation);
        AddTable();
    }

    private static async Task<GridProcess> StartAsync(string homes, string name, int upstream, CancellationToken cancellation)
    {
        var home = Directory.CreateDirectory(Path.Combine(homes, name.Replace(' ', '-'))).FullName;
        var grid = GridProcess.Start(home, cores: null, ("GRID_AUDIT_DISPATCHES", name == On ? "true" : "false"));
        try
        {
            await grid.WaitUntilHealthyAsync(cancellation);
            using var admin = new GridAdmin(grid);
            await admin.RegisterAgentsAsync([(upstream, 1)], cancellation);
            await admin.LiftLimitsAsync(cancellation);
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    private async Task SampleAsync(string name, GridProcess grid, LoadPhase phase, CancellationToken cancellation)
    {
        var before = ProcessUsage.Of(grid.ProcessId, grid.DatabaseProcessId).CpuSeconds;
        var result = await RunAsync(grid, phase, options.Seconds, cancellation);
        var micros = (ProcessUsage.Of(grid.ProcessId, grid.DatabaseProcessId).CpuSeconds - before) * 1e6 / result.Sent;
        if (!_runs.TryGetValue((name, phase.Name), out var runs)) _runs.Add((name, phase.Name), runs = []);
        runs.Add((result.RequestsPerSecond, result.Latency.P99 / 1e3, micros));
        foreach (var (reason, count) in result.Errors) report.Note($"dispatches {name}, {phase.Name}: {count} × {reason}");
        Console.WriteLine($"dispatches {name}, {phase.Name}: {result.RequestsPerSecond:N0}/s, p99 {result.Latency.P99 / 1e3:N1} ms, {micros:N1} µs each");
    }

    private static async Task<LoadResult> RunAsync(GridProcess grid, LoadPhase phase, double seconds, CancellationToken cancellation)
    {
        var plan = phase.For(new Target(grid), seconds);
        return JsonSerializer.Deserialize<LoadResult>(await ChildProcess.RunAsync(ProcessPlan.Self("load"), JsonSerializer.Serialize(plan), cancellation))!;
    }

    private void AddTable()
    {
        var table = new ReportTable("Dispatches with audit on and off", "load", "on, per second", "off, per second", "on of off", "on p99 ms", "off p99 ms", "on cpu µs each", "off cpu µs each", "cores for audit");
        foreach (var phase in new[] { LoadPhase.JsonSaturation, Steady })
        {
            var (on, off) = (_runs[(On, phase.Name)], _runs[(Off, phase.Name)]);
            table.Add(
                phase.Name, Statistics.Median(on.Select(run => run.PerSecond)), Statistics.Median(off.Select(run => run.PerSecond)), Statistics.Median(on.Zip(off, (one, other) => one.PerSecond / other.PerSecond)),
                Statistics.Median(on.Select(run => run.P99)), Statistics.Median(off.Select(run => run.P99)), Statistics.Median(on.Select(run => run.Micros)), Statistics.Median(off.Select(run => run.Micros)),
                Statistics.Median(on.Zip(off, (one, other) => (one.Micros - other.Micros) * one.PerSecond / 1e6)));
        }

        report.Add(table);
    }

    private sealed class Target(GridProcess grid) : IPeer
    {
        public string Name => GatewayPeers.Grid;

        public int Port => grid.Port;

        public IReadOnlyList<string> Headers => ["Authorization: Bearer " + grid.Token];

        public string Model => "pool/default";

        public int? ProcessId => grid.ProcessId;

        public int? DetachedProcessId => grid.DatabaseProcessId;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
