using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Scenarios;

[assembly: SupportedOSPlatform("linux")]

const int Usage = 64;

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

var name = args.Length > 0 ? args[0] : "";
try
{
    return name switch
    {
        "upstream" => InnerRoles.Upstream(args[1..], stop.Token),
        "load" => InnerRoles.Load(),
        "room-load" => InnerRoles.RoomLoad(),
        _ when ScenarioCatalog.Find(name) is { } scenario => await MeasureAsync(scenario, BenchOptions.Parse(args.AsSpan(1)), stop.Token),
        _ => ListScenarios(name),
    };
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return Usage;
}
catch (PeerMissingException missing)
{
    await Console.Error.WriteLineAsync($"A peer is missing and --require-peers was given: {missing.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

static async Task<int> MeasureAsync(IScenario scenario, BenchOptions options, CancellationToken cancellation)
{
    var settings = new Dictionary<string, string>(scenario.Settings(options)) { ["rounds"] = $"{options.Rounds}", ["seconds"] = $"{options.Seconds}" };
    var report = new Report(scenario.Name, await Machine.DescribeAsync(TimeProvider.System, settings, cancellation));
    await scenario.MeasureAsync(options, report, cancellation);
    ReportConsole.Print(report);
    var file = Path.GetFullPath(options.JsonFile ?? Path.Combine(Programs.Root, "artifacts", "bench", scenario.Name + ".json"));
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    await report.WriteJsonAsync(file, cancellation);
    Console.WriteLine("written to " + file);
    return 0;
}

static int ListScenarios(string name)
{
    Console.Error.WriteLine(name.Length == 0 ? "Which scenario?" : $"There is no scenario '{name}'.");
    foreach (var scenario in ScenarioCatalog.All) Console.Error.WriteLine($"  {scenario.Name,-10}{scenario.Summary}");
    Console.Error.WriteLine("dotnet run -c Release --project bench -- <scenario> [--rounds N] [--seconds S] [--agents N] [--entries N] [--idle N] [--json FILE] [--require-peers]");
    return Usage;
}
