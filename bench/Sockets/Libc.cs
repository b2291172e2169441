using System.Runtime.InteropServices;

namespace AgentGrid.Bench.Sockets;

/// <summary>The few Linux calls that .NET does not expose and that a cheap, precise load generator needs.</summary>
internal static partial class Libc
{
    internal const int Sigterm = 15;

    private const int SetTimerSlack = 29;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(int epoll, int operation, int descriptor, ref byte epollEvent);

    /// <summary>Waits with a nanosecond timeout (Linux 5.11, glibc 2.35): plain epoll_wait would send up to 1 ms late.</summary>
    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    internal static partial int EpollWait(int epoll, ref byte events, int maxEvents, ref Timespec timeout, nint signalMask);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    /// <summary>Makes this thread's timed waits exact instead of up to 50 µs late (the kernel's default slack).</summary>
    internal static void UseExactTimers() => _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
}
