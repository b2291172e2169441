using System.Collections.Concurrent;
using System.Diagnostics;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Processes;

/// <summary>A program under measurement (or the generator, or the mock): pinned by <c>taskset</c> when cores are given, stopped politely.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 40;
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _lastLines = new();
    private readonly Process _process;
    private readonly string _name;

    private ChildProcess(string name, Process process, bool keepLines)
    {
        (_name, _process) = (name, process);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        if (keepLines) _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        if (keepLines) _process.BeginOutputReadLine();
    }

    internal int Id => _process.Id;

    /// <summary>Starts a server; its output is kept only for error messages.</summary>
    internal static ChildProcess Start(ProcessPlan plan) => new(plan.Name, Create(plan), keepLines: true);

    /// <summary>Runs a program to its end with <paramref name="input"/> on its standard input and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    internal static async Task<string> RunAsync(ProcessPlan plan, string input, CancellationToken cancellation)
    {
        await using var child = new ChildProcess(plan.Name, Create(plan), keepLines: false);
        await child._process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        child._process.StandardInput.Close();
        var output = await child._process.StandardOutput.ReadToEndAsync(cancellation);
        await child._process.WaitForExitAsync(cancellation);
        if (child._process.ExitCode != 0) throw new InvalidOperationException($"{plan.Name} ended with code {child._process.ExitCode}: {child.LastLines}{output}");
        return output;
    }

    /// <exception cref="InvalidOperationException">The process has ended; the message carries its last lines.</exception>
    internal void ThrowIfEnded()
    {
        if (_process.HasExited) throw new InvalidOperationException($"{_name} ended with code {_process.ExitCode}: {LastLines}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Libc.Kill(_process.Id, Libc.Sigterm);
            using var patience = new CancellationTokenSource(StopTime);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
    }

    private string LastLines => string.Join(Environment.NewLine, _lastLines);

    private static Process Create(ProcessPlan plan)
    {
        var pinned = plan.Cores is not null;
        var start = new ProcessStartInfo(pinned ? "taskset" : plan.File)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = plan.Folder ?? Environment.CurrentDirectory,
        };
        if (pinned) foreach (var argument in new[] { "-c", plan.Cores!, plan.File }) start.ArgumentList.Add(argument);
        foreach (var argument in plan.Arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in plan.Environment) start.Environment[name] = value;
        return new Process { StartInfo = start };
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _lastLines.Enqueue(line);
        if (_lastLines.Count > LinesKept) _lastLines.TryDequeue(out _);
    }
}
