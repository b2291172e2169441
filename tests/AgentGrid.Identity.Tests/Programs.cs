using System.Diagnostics;
using AgentGrid.Testing;

namespace AgentGrid.Identity.Tests;

/// <summary>Runs programs that others wrote, to agree with them. A test without the program is skipped, or fails where real parts are required.</summary>
internal static class Programs
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>What the program printed. Fails the test when it ends with an error.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input = "", string? folder = null)
    {
        var (exitCode, output) = await TryRunAsync(program, arguments, input, folder);
        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {output}");
        return output;
    }

    /// <summary>Its exit code and what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> TryRunAsync(string program, IEnumerable<string> arguments, string input = "", string? folder = null)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Longest);
        using var process = Process.Start(new ProcessStartInfo(RealParts.Program(program), arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, process.ExitCode == 0 ? (await output).Trim() : await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
