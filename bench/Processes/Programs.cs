using System.Runtime.CompilerServices;

namespace AgentGrid.Bench.Processes;

/// <summary>Where things are: programs on the search path, folders of the source tree this program was built from.</summary>
internal static class Programs
{
    /// <summary>The folder <c>bench/peers</c>.</summary>
    internal static string PeersFolder { get; } = Path.Combine(BenchFolder(), "peers");

    /// <summary>The root of the source tree.</summary>
    internal static string Root { get; } = Path.GetFullPath(Path.Combine(BenchFolder(), ".."));

    /// <summary>Full path of a program, or null when it is not installed. System folders count even where the search path leaves them out.</summary>
    internal static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static string BenchFolder([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ".."));
}
