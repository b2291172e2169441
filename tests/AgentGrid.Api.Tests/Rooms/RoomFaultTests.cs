using System.Runtime.Versioning;
using AgentGrid.Bench.RoomFaults;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>The scenario <c>rooms-faults</c> of the bench, small: a real process that is killed, a real database that is restarted, sockets that are cut without a word.</summary>
[SupportedOSPlatform("linux")]
public sealed class RoomFaultTests
{
    private const int Messages = 3000;

    [Fact]
    public async Task Cut_sockets_killed_processes_and_restarted_databases_lose_repeat_and_reorder_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent as on Linux.");
        var plan = new FaultPlan
        {
            Rooms = 3,
            MembersPerRoom = 8,
            Messages = Messages,
            Pause = TimeSpan.FromSeconds(1),
            Faults = [FaultKind.Reset, FaultKind.KillApi, FaultKind.Abandon, FaultKind.RestartDatabase, FaultKind.CrashDatabase],
            // Far above what it takes on a machine that is busy otherwise.
            Longest = TimeSpan.FromMinutes(2),
            Seed = 20261124,
        };
        var home = TestPostgres.CreateHome();
        try
        {
            var output = TestContext.Current.TestOutputHelper!;
            var outcome = await FaultRun.RunAsync(plan, Path.Combine(AppContext.BaseDirectory, "AgentGrid.Api.dll"), home, output.WriteLine, TestContext.Current.CancellationToken);
            foreach (var witness in outcome.Witnesses) output.WriteLine($"{witness}");
            foreach (var (what, count) in outcome.Lived) output.WriteLine($"{what}: {count}");

            Assert.Empty(outcome.Complaints);
            Assert.All(outcome.Witnesses, witness => Assert.True(witness.Faults == 0, $"{witness}"));
            Assert.True(outcome.Messages >= Messages);
            Assert.Equal(plan.Faults.Order(), outcome.Injected.Select(one => one.Kind).Order());
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
