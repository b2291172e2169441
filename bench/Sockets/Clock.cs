using System.Diagnostics;

namespace AgentGrid.Bench.Sockets;

/// <summary>The machine's monotonic clock in nanoseconds: the same in every process, so a time stamped by one can be read by another.</summary>
internal static class Clock
{
    private static readonly long NanosecondsPerTick = 1_000_000_000 / Stopwatch.Frequency;

    internal static long Now => Stopwatch.GetTimestamp() * NanosecondsPerTick;
}
