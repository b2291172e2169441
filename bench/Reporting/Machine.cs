using System.Globalization;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;

namespace AgentGrid.Bench.Reporting;

/// <summary>Reads the conditions that the machine itself gives.</summary>
internal static class Machine
{
    internal static async Task<Conditions> DescribeAsync(TimeProvider time, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation) => new()
    {
        Time = time.GetUtcNow(),
        Processor = Value("/proc/cpuinfo", "model name", ':'),
        Cores = Environment.ProcessorCount,
        MemoryGigabytes = Math.Round(double.Parse(Value("/proc/meminfo", "MemTotal", ':').Split(' ')[0], CultureInfo.InvariantCulture) / 1024 / 1024, 1),
        Kernel = (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", cancellation)).Trim(),
        System = Value("/etc/os-release", "PRETTY_NAME", '=').Trim('"'),
        Versions = new Dictionary<string, string>
        {
            ["dotnet"] = Environment.Version.ToString(),
            ["nginx"] = await VersionAsync("nginx", "-v", cancellation),
            ["node"] = await VersionAsync("node", "--version", cancellation),
            ["postgres"] = await VersionAsync("psql", "--version", cancellation),
            ["portkey"] = PortkeyPeer.Version() ?? "missing",
        },
        Commit = await CommitAsync(cancellation),
        Settings = settings,
    };

    private static string Value(string file, string name, char separator) =>
        File.ReadLines(file).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(separator) + 1)..].Trim()).FirstOrDefault() ?? "unknown";

    private static async Task<string> VersionAsync(string name, string option, CancellationToken cancellation)
    {
        // nginx prints its version on standard error.
        var file = Programs.Find(name);
        return file is null ? "missing" : (await ShellAsync($"{file} {option} 2>&1", cancellation)).Split('/')[^1].TrimStart('v');
    }

    private static async Task<string> CommitAsync(CancellationToken cancellation)
    {
        if (Programs.Find("git") is null || !Path.Exists(Path.Combine(Programs.Root, ".git"))) return "unknown";
        var commit = await ShellAsync("git rev-parse HEAD", cancellation);
        return (await ShellAsync("git status --porcelain", cancellation)).Length == 0 ? commit : commit + " + local changes";
    }

    private static async Task<string> ShellAsync(string command, CancellationToken cancellation) =>
        (await ChildProcess.RunAsync(new ProcessPlan(command, "/bin/sh", ["-c", command]) { Folder = Programs.Root }, "", cancellation)).Trim();
}
