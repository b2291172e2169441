using System.Security.Cryptography;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Sockets;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Bench.RoomFaults;

/// <summary>A grid that can be hurt: the API process, its database, and the proxy that clients reach it through. The database is supervised, so one that was shut down comes back.</summary>
internal sealed class FaultGrid : IAsyncDisposable
{
    private const int Sigint = 2;
    private const int Sigquit = 3;
    private const int Sigkill = 9;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private readonly string _program;
    private readonly string _home;
    private readonly PrivateServer _server;
    private readonly string _secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
    private ChildProcess? _api;

    private FaultGrid(string program, string home, PrivateServer server) => (_program, _home, _server) = (program, home, server);

    /// <summary>Of an administrator, the same for every start.</summary>
    internal string Token { get; } = "faults-" + RandomNumberGenerator.GetHexString(48, lowercase: true);

    internal CutProxy Proxy { get; } = new();

    /// <summary>Of the database's owner.</summary>
    internal string DatabaseUrl => _server.ConnectionString;

    /// <summary>Starts one.</summary>
    /// <param name="program">The built <c>AgentGrid.Api.dll</c>.</param>
    /// <param name="home">An empty folder that the database's user can enter.</param>
    /// <param name="cancellation">Ends the start.</param>
    internal static async Task<FaultGrid> StartAsync(string program, string home, CancellationToken cancellation)
    {
        var server = await PrivateServer.StartAsync(new PostgresOptions { Home = Path.Combine(home, "database") }, TimeProvider.System, NullLogger<PrivateServer>.Instance, cancellation);
        var grid = new FaultGrid(program, home, server);
        try
        {
            await grid.StartApiAsync(cancellation);
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does it, and returns when what was hurt serves again.</summary>
    /// <returns>Connections that were cut; 0 for faults of processes.</returns>
    internal async Task<int> InjectAsync(FaultKind kind, Random random, CancellationToken cancellation)
    {
        switch (kind)
        {
            case FaultKind.Reset:
                return Proxy.Reset(random, share: 0.5);
            case FaultKind.Abandon:
                return Proxy.Abandon(random, share: 0.33);
            case FaultKind.KillApi:
                _ = Libc.Kill(_api!.Id, Sigkill);
                Proxy.Target = 0;
                await _api.DisposeAsync();
                await StartApiAsync(cancellation);
                return 0;
            default:
                await RestartDatabaseAsync(kind == FaultKind.RestartDatabase ? Sigint : Sigquit, cancellation);
                return 0;
        }
    }

    /// <exception cref="InvalidOperationException">The API process ended by itself.</exception>
    internal void ThrowIfApiEnded() => _api!.ThrowIfEnded();

    public async ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        if (_api is not null) await _api.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task StartApiAsync(CancellationToken cancellation)
    {
        var port = Ports.Free(1)[0];
        _api = ChildProcess.Start(new ProcessPlan("AgentGrid", "dotnet", [_program, "--urls", $"http://127.0.0.1:{port}"])
        {
            Folder = Path.GetDirectoryName(_program),
            Environment = new Dictionary<string, string>
            {
                ["GRID_HOME"] = Path.Combine(_home, "grid"),
                ["GRID_ADMIN_TOKEN"] = Token,
                ["GRID_SECRET_KEY"] = _secret,
                ["DATABASE_URL"] = DatabaseUrl,
                // Tokens name it; each start listens on another port.
                ["GRID_PUBLIC_URL"] = Proxy.Address.ToString(),
            },
        });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartTime);
        while (!await IsHealthyAsync(client, patience.Token))
        {
            _api.ThrowIfEnded();
            await Task.Delay(Poll, TimeProvider.System, patience.Token);
        }

        Proxy.Target = port;
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task RestartDatabaseAsync(int signal, CancellationToken cancellation)
    {
        var before = _server.ProcessId;
        _ = Libc.Kill(before, signal);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartTime);
        while (_server.ProcessId == before || !await AnswersAsync(patience.Token)) await Task.Delay(Poll, TimeProvider.System, patience.Token);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(DatabaseUrl) { Pooling = false, Timeout = 5 }.ConnectionString);
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }
}
