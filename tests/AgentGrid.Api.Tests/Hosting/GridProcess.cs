using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>The real process, <c>dotnet AgentGrid.Api.dll</c>, with exactly the given settings in its environment.</summary>
public sealed class GridProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<HttpClient> _clients = [];

    private GridProcess(Process process) => _process = process;

    /// <summary>Everything that it wrote.</summary>
    public string Output => string.Join('\n', _lines);

    public Uri Url { get; private set; } = null!;

    public int Id => _process.Id;

    /// <summary>Starts it; it may still fail.</summary>
    public static GridProcess Start(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AgentGrid.Api.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("GRID_", StringComparison.Ordinal) || n is "DATABASE_URL" or "ALLOWED_ORIGINS").ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var grid = new GridProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        grid._process.OutputDataReceived += (_, line) => grid.See(line.Data);
        grid._process.ErrorDataReceived += (_, line) => grid.See(line.Data);
        grid._process.Exited += (_, _) => grid._serving.TrySetException(new InvalidOperationException("The process ended: " + grid.Output));
        grid._process.Start();
        grid._process.BeginOutputReadLine();
        grid._process.BeginErrorReadLine();
        return grid;
    }

    /// <summary>Starts it on a free port of loopback and waits until it serves.</summary>
    public static async Task<GridProcess> ServeAsync(params (string Name, string Value)[] environment)
    {
        var grid = Start(["--urls", "http://127.0.0.1:0"], environment);
        try
        {
            await grid._serving.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }

        return grid;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        await using var grid = Start(args, environment);
        return (await grid.ExitAsync(), grid.Output);
    }

    public HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    /// <summary>kill -9 of this process only.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to stop.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        _ = _serving.Task.Exception;
        if (!_process.HasExited)
        {
            await TerminateAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(45));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void See(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        const string Serves = "OrleansAgentGrid serves at ";
        if (line.StartsWith(Serves, StringComparison.Ordinal)) Url = new Uri(line[Serves.Length..].Split(',')[0]);
        // The banner's last line: what is above it, a generated token too, has been seen.
        if (line.StartsWith("  stop ", StringComparison.Ordinal)) _serving.TrySetResult();
    }
}
