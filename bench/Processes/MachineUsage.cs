using System.Globalization;

namespace AgentGrid.Bench.Processes;

/// <summary>Processor time of the whole machine since it booted, from /proc/stat.</summary>
internal static class MachineUsage
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds that the cores worked for any program, together with those that the hypervisor gave to other machines.</summary>
    internal static double BusySeconds()
    {
        // cpu user nice system idle iowait irq softirq steal …
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9];
        var ticks = fields.Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond;
    }
}
