using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Load;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Tokens;

namespace AgentGrid.Bench.Scenarios;

/// <summary>What happens to dispatches while a whole fleet comes back at once, and while somebody guesses passwords.</summary>
internal sealed class TokensScenario : IScenario
{
    private const double WarmUpSeconds = 10;

    private readonly List<(string Phase, StormResult Storm)> _storms = [];
    private readonly List<(string Beside, LoadResult Slice)> _slices = [];
    private readonly List<(LoadResult Logins, double Seconds)> _logins = [];
    private readonly List<(string When, ProcessUsage Usage)> _memory = [];

    public string Name => "tokens";

    public string Summary => "a fleet exchanges its API tokens at once, warm and cold, and wrong logins: what dispatches beside them feel";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["agents"] = $"{options.Agents}, one API token and one connection each",
        ["dispatches beside"] = $"{SteadyDispatch.Rate}/s with an API token, latency from when they should have been sent",
        ["cold"] = "first exchange after a restart: every token is hashed (Argon2id, 19 MiB, 2 passes)",
        ["warm"] = "the second exchange: every token is remembered",
        ["wrong logins"] = $"{WrongLogins.Rate}/s of an address that nobody has, limits by address lifted",
    };

    public async Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        report.Add(HashingCost.Measure());
        await GridProcess.BuildAsync(cancellation);
        using var home = new ScratchFolder();
        var port = Ports.Free(1)[0];
        await using var upstream = ChildProcess.Start(ProcessPlan.Self("upstream", "--port", $"{port}"));
        await Ports.WaitAsync(port, upstream, cancellation);
        var setup = await PrepareAsync(home.Path, port, options.Agents, cancellation);
        for (var round = 0; round < options.Rounds; round++) await RoundAsync(home.Path, setup, options.Seconds, report, cancellation);
        if (!setup.HasSignIn) report.Note("Wrong logins were not measured: this grid has no sign-in.");
        AddTables(report, options.Agents);
    }

    private static async Task<Setup> PrepareAsync(string home, int upstream, int agents, CancellationToken cancellation)
    {
        await using var grid = GridProcess.Start(home, cores: null);
        await grid.WaitUntilHealthyAsync(cancellation);
        using var admin = new GridAdmin(grid);
        await admin.LiftLimitsAsync(cancellation);
        await admin.LiftAddressLimitsAsync(cancellation);
        await admin.RegisterAgentsAsync([(upstream, 1)], cancellation);
        var (id, token) = await admin.MakeAgentAsync("caller", cancellation);
        await admin.LiftLimitsAsync(id, cancellation);
        return new Setup(token, await TokenFleet.MakeAsync(admin, agents, cancellation), await admin.HasRouteAsync(WrongLogins.Path, cancellation));
    }

    private async Task RoundAsync(string home, Setup setup, double seconds, Report report, CancellationToken cancellation)
    {
        await using var grid = GridProcess.Start(home, cores: null);
        await grid.WaitUntilHealthyAsync(cancellation);
        var dispatches = new SteadyDispatch(grid.Port, setup.Caller, seconds);
        await dispatches.WarmUpAsync(WarmUpSeconds, cancellation);
        See("nothing", [await dispatches.SliceAsync(cancellation)], report);
        Remember("before", grid);
        foreach (var phase in (string[])["cold", "warm"])
        {
            var (storm, slices) = await dispatches.BesideAsync(() => ExchangeStorm.RunAsync(grid.Address, setup.Fleet, cancellation), cancellation);
            _storms.Add((phase, storm));
            Console.WriteLine($"{phase}: {storm.Seconds:N2} s, p50 {storm.Latency.P50 / 1e3:N0} ms, p99 {storm.Latency.P99 / 1e3:N0} ms, refused {storm.Refusals}, failed {storm.Failures.Values.Sum()}");
            foreach (var (reason, count) in storm.Failures) report.Note($"{phase} storm: {count} agents got no token: {reason}");
            See($"{phase} storm", slices, report);
            Remember($"after the {phase} storm", grid);
        }

        if (!setup.HasSignIn) return;
        var (logins, beside) = await dispatches.BesideAsync(() => WrongLogins.RunAsync(grid.Port, seconds, cancellation), cancellation);
        _logins.Add((logins, seconds));
        See("wrong logins", beside, report);
        Remember("after wrong logins", grid);
    }

    private void See(string beside, IReadOnlyList<LoadResult> slices, Report report)
    {
        foreach (var slice in slices)
        {
            _slices.Add((beside, slice));
            Console.WriteLine($"dispatches beside {beside}: p50 {slice.Latency.P50 / 1e3:N1} ms, p99 {slice.Latency.P99 / 1e3:N1} ms, errors {slice.Errors.Values.Sum()}");
            foreach (var (reason, count) in slice.Errors) report.Note($"dispatches beside {beside}: {count} × {reason}");
        }
    }

    private void Remember(string when, GridProcess grid) => _memory.Add((when, ProcessUsage.Of(grid.ProcessId)));

    private void AddTables(Report report, int agents)
    {
        var storms = new ReportTable("Exchange of all tokens at once", "phase", "agents", "all done s", "p50 ms", "p99 ms", "refused, came again", "failed");
        foreach (var phase in _storms.GroupBy(storm => storm.Phase, storm => storm.Storm))
        {
            storms.Add(phase.Key, agents, Median(phase, storm => storm.Seconds), Median(phase, storm => storm.Latency.P50 / 1e3), Median(phase, storm => storm.Latency.P99 / 1e3),
                Median(phase, storm => storm.Refusals), phase.Sum(storm => storm.Failures.Values.Sum()));
        }

        report.Add(storms);
        var dispatches = new ReportTable($"Dispatches at {SteadyDispatch.Rate}/s", "beside", "slices", "p50 ms", "p99 ms", "worst slice's p99 ms", "errors");
        foreach (var beside in _slices.GroupBy(slice => slice.Beside, slice => slice.Slice))
        {
            dispatches.Add(beside.Key, beside.Count(), Median(beside, slice => slice.Latency.P50 / 1e3), Median(beside, slice => slice.Latency.P99 / 1e3),
                beside.Max(slice => slice.Latency.P99 / 1e3), beside.Sum(slice => slice.Errors.Values.Sum()));
        }

        report.Add(dispatches);
        var logins = new ReportTable($"Wrong logins at {WrongLogins.Rate}/s", "answer", "per second");
        foreach (var answer in _logins.SelectMany(run => run.Logins.Errors.Select(error => (error.Key, Rate: error.Value / run.Seconds))).GroupBy(answer => answer.Key, answer => answer.Rate))
            logins.Add(answer.Key, answer.Sum() / _logins.Count);
        if (_logins.Count > 0) report.Add(logins);
        var memory = new ReportTable("Resident memory of the grid, MB", "when", "now", "peak so far");
        foreach (var moment in _memory.GroupBy(moment => moment.When, moment => moment.Usage))
            memory.Add(moment.Key, Median(moment, usage => usage.OwnMegabytes), moment.Max(usage => usage.OwnPeakMegabytes));
        report.Add(memory);
    }

    private static double? Median<T>(IEnumerable<T> items, Func<T, double> figure) => Statistics.Median(items.Select(figure));

    private sealed record Setup(string Caller, string[] Fleet, bool HasSignIn);
}
