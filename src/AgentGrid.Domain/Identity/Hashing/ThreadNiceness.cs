using System.Runtime.InteropServices;

namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>Less than normal priority for the calling thread.</summary>
internal static class ThreadNiceness
{
    /// <summary>One third of the processor time of a thread with niceness 0, when both want it.</summary>
    public const int Lowered = 5;

    private const int OfProcess = 0;

    /// <summary>Lowers the priority, for good.</summary>
    public static void Lower()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        // .NET's priorities do nothing on Linux; there setpriority with id 0 means the calling thread only. A refusal costs priority, not correctness.
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfProcess, 0, Lowered);
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint id, int niceness);
}
