using System.Diagnostics;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>Runs a client from npm, of <c>tests/AgentGrid.Api.Tests/clients/&lt;name&gt;</c>; its packages are installed as locked on first use.</summary>
public static class NodeClient
{
    private static readonly TimeSpan LongestInstall = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(1);
    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>Runs <c>run.mjs</c> with one argument. Skips the test when Node, npm or the packages cannot be had.</summary>
    /// <returns>Its exit code and everything it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string name, string argument, CancellationToken cancellationToken)
    {
        var (node, folder) = await InstallAsync(name, cancellationToken);
        return await StartAsync(node, ["run.mjs", argument], folder, LongestRun, cancellationToken);
    }

    /// <summary>Starts another script of the folder with one argument; the caller ends it.</summary>
    public static async Task<Process> StartAsync(string name, string script, string argument, CancellationToken cancellationToken)
    {
        var (node, folder) = await InstallAsync(name, cancellationToken);
        return Process.Start(new ProcessStartInfo(node, [script, argument]) { WorkingDirectory = folder })!;
    }

    private static async Task<(string Node, string Folder)> InstallAsync(string name, CancellationToken cancellationToken)
    {
        var (node, npm) = (RealParts.Program("node"), RealParts.Program("npm"));
        var folder = Path.Combine(Folder(), name);
        await Installing.WaitAsync(cancellationToken);
        try
        {
            // npm writes this file last, so a broken installation is begun anew.
            if (File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))) return (node, folder);
            var (installed, output) = await StartAsync(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, LongestInstall, cancellationToken);
            return installed == 0 ? (node, folder) : throw RealParts.Missing($"npm ci in {folder} failed: {output}");
        }
        finally
        {
            Installing.Release();
        }
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "OrleansAgentGrid.sln"))) root = root.Parent!;
        return Path.Combine(root.FullName, "tests", "AgentGrid.Api.Tests", "clients");
    }

    private static async Task<(int ExitCode, string Output)> StartAsync(string program, string[] arguments, string folder, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(longest);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
