using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.RoomFaults;

namespace AgentGrid.Bench.Scenarios;

/// <summary>Messages of rooms while sockets are cut, the API process is killed and the database is restarted: what is lost, repeated or reordered.</summary>
internal sealed class RoomFaultsScenario : IScenario
{
    private const int Rooms = 10;
    private const int MembersPerRoom = 10;
    private const int Seed = 20261124;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(14);

    public string Name => "rooms-faults";

    public string Summary => "messages lost, duplicated or reordered while sockets are cut and processes are killed";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["messages"] = $"{options.Messages} at least",
        ["members"] = $"{Rooms} rooms of {MembersPerRoom}, one socket each; 6 in 10 on the plain door, 4 by socket.io; 2 in 10 post by REST",
        ["a fault every"] = $"{options.Seconds} s after the last one is repaired",
        ["seed"] = $"{Seed}",
    };

    public async Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        await GridProcess.BuildAsync(cancellation);
        using var home = new ScratchFolder();
        var plan = new FaultPlan
        {
            Rooms = Rooms,
            MembersPerRoom = MembersPerRoom,
            Messages = options.Messages,
            Pause = TimeSpan.FromSeconds(options.Seconds),
            Longest = Longest,
            Seed = Seed,
        };
        var program = Path.Combine(Programs.Root, "api", "bin", "Embedded", "Release", "net10.0", "AgentGrid.Api.dll");
        var outcome = await FaultRun.RunAsync(plan, program, home.Path, Console.WriteLine, cancellation);
        AddTables(outcome, report);
        if (outcome.Witnesses.Sum(witness => witness.Faults) + outcome.Complaints.Count == 0) return;
        ReportConsole.Print(report);
        throw new InvalidOperationException("Messages were lost, duplicated or reordered; see the tables and notes above.");
    }

    private static void AddTables(FaultOutcome outcome, Report report)
    {
        var witnesses = new ReportTable($"{outcome.Messages:N0} messages in {outcome.Time.TotalSeconds:N0} s", "witness", "messages", "lost", "duplicated", "reordered", "holes", "wrong");
        foreach (var tally in outcome.Witnesses) witnesses.Add(tally.Witness, tally.Messages, tally.Lost, tally.Duplicated, tally.Reordered, tally.Holes, tally.Wrong);
        report.Add(witnesses);
        var faults = new ReportTable("Faults", "what", "times", "connections", "serves again after s");
        foreach (var (kind, times, connections, seconds) in outcome.Injected) faults.Add(Describe(kind), times, connections, seconds);
        report.Add(faults);
        var lived = new ReportTable("What members lived through", "what", "count");
        foreach (var (what, count) in outcome.Lived) lived.Add(what, count);
        report.Add(lived);
        foreach (var complaint in outcome.Complaints.Take(20)) report.Note(complaint);
    }

    private static string Describe(FaultKind kind) => kind switch
    {
        FaultKind.Reset => "TCP connections reset",
        FaultKind.Abandon => "TCP connections gone silent",
        FaultKind.KillApi => "API process killed with -9",
        FaultKind.RestartDatabase => "database restarted, fast",
        _ => "database restarted, immediate",
    };
}
