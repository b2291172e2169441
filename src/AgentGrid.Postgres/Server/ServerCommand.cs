using System.ComponentModel;
using System.Diagnostics;

namespace AgentGrid.Postgres.Server;

/// <summary>Runs one of the server's programs, bounded in time, with its output.</summary>
internal static class ServerCommand
{
    public sealed record Result(int ExitCode, string Output);

    /// <exception cref="PostgresSetupException">The program cannot be started, or did not end in time (it is ended then).</exception>
    public static async Task<Result> RunAsync(
        ServerAccount account, string directory, string program, IEnumerable<string> arguments, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Describe(account, directory, program, arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new PostgresSetupException($"Could not start {program}{(account.SwitchTo is { } user ? $" as user {user}" : "")}: {e.Message}", e);
        }

        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var error = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return new Result(process.ExitCode, (await output + await error).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new PostgresSetupException($"{program} did not end within {timeout.TotalSeconds:0} s.");
        }
    }

    private static ProcessStartInfo Describe(ServerAccount account, string directory, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = OperatingSystem.IsWindows() && directory == "/" ? "" : directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };

        // PGDATA, PGPORT, PGOPTIONS… belong to the person's own database, and messages are parsed and shown: one language.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        account.Apply(start);
        return start;
    }
}
