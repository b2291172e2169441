using System.Security.Cryptography;
using AgentGrid.Bench.Processes;

namespace AgentGrid.Bench.Gateway;

/// <summary>The all-in-one process of this project, started from its build output.</summary>
internal sealed class GridProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly ChildProcess _process;

    private readonly string _home;

    private GridProcess(ChildProcess process, string home, int port, string token) => (_process, _home, Port, Token) = (process, home, port, token);

    private static string Dotnet => Programs.Find("dotnet") ?? throw new PeerMissingException("dotnet is not on the search path");

    internal int Port { get; }

    /// <summary>The bootstrap admin token.</summary>
    internal string Token { get; }

    internal int ProcessId => _process.Id;

    /// <summary>The private PostgreSQL's first process, which is no child of the grid's; null when it cannot be read.</summary>
    internal int? DatabaseProcessId
    {
        get
        {
            var file = Path.Combine(_home, "postgres", "data", "postmaster.pid");
            return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), out var id) ? id : null;
        }
    }

    internal Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Builds the api project as it stands in the source tree, so that no older build is measured by mistake.</summary>
    /// <exception cref="PeerMissingException">It does not build.</exception>
    internal static async Task BuildAsync(CancellationToken cancellation)
    {
        try
        {
            await ChildProcess.RunAsync(new ProcessPlan("dotnet build", Dotnet, ["build", "-c", "Release", "-nodeReuse:false", Path.Combine(Programs.Root, "api")]), "", cancellation);
        }
        catch (InvalidOperationException failure)
        {
            throw new PeerMissingException(failure.Message);
        }
    }

    /// <summary>Starts with <paramref name="home"/> as GRID_HOME, empty or from an earlier start. Call <see cref="BuildAsync"/> before the first start.</summary>
    internal static GridProcess Start(string home, string? cores, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var program = Path.Combine(Programs.Root, "api", "bin", "Embedded", "Release", "net10.0", "AgentGrid.Api.dll");
        var port = Ports.Free(1)[0];
        var token = "bench-" + RandomNumberGenerator.GetHexString(48, lowercase: true);
        var environment = new Dictionary<string, string> { ["GRID_HOME"] = home, ["GRID_ADMIN_TOKEN"] = token, ["DATABASE_URL"] = "" };
        foreach (var (name, value) in settings) environment[name] = value;
        var process = ChildProcess.Start(new ProcessPlan("AgentGrid", Dotnet, [program, "--urls", $"http://127.0.0.1:{port}"])
        {
            Cores = cores,
            Folder = Path.GetDirectoryName(program),
            Environment = environment,
        });
        return new GridProcess(process, home, port, token);
    }

    /// <summary>Returns as soon as <c>/healthz</c> answers 200.</summary>
    /// <exception cref="PeerMissingException">The process ended by itself.</exception>
    /// <exception cref="TimeoutException">Not healthy after 60 s.</exception>
    internal async Task WaitUntilHealthyAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = StartTime };
        using var patience = new CancellationTokenSource(StartTime);
        while (!await IsHealthyAsync(client, cancellation))
        {
            try
            {
                _process.ThrowIfEnded();
            }
            catch (InvalidOperationException ended)
            {
                throw new PeerMissingException(ended.Message);
            }

            if (patience.IsCancellationRequested) throw new TimeoutException($"/healthz did not answer 200 within {StartTime.TotalSeconds} s.");
            await Task.Delay(PollInterval, TimeProvider.System, cancellation);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> IsHealthyAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/healthz", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
