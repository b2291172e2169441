using System.Runtime.InteropServices;

namespace AgentGrid.Bench.Sockets;

/// <summary>C <c>struct timespec</c> of a 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Timespec(long nanoseconds)
{
    internal long Seconds = nanoseconds / 1_000_000_000;

    internal long Nanoseconds = nanoseconds % 1_000_000_000;
}
