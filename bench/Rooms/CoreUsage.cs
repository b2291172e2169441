using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Rooms;

/// <summary>Processor time so far of those that share the machine.</summary>
internal sealed record CoreUsage(long At, double Server, double Database, double Generator, double Machine)
{
    internal static CoreUsage Read(RoomLoadPlan plan) => new(
        Clock.Now,
        ProcessUsage.Of(plan.ServerProcess).CpuSeconds,
        ProcessUsage.Of(plan.DatabaseProcess).CpuSeconds,
        Environment.CpuUsage.TotalTime.TotalSeconds,
        MachineUsage.BusySeconds());

    /// <summary>Cores kept busy since <paramref name="before"/>, each, and by all other programs.</summary>
    internal (double Server, double Database, double Generator, double Other) Since(CoreUsage before)
    {
        var seconds = (At - before.At) / 1e9;
        var (server, database, generator) = ((Server - before.Server) / seconds, (Database - before.Database) / seconds, (Generator - before.Generator) / seconds);
        return (server, database, generator, Math.Max(0, ((Machine - before.Machine) / seconds) - server - database - generator));
    }
}
