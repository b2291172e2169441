using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AgentGrid.Bench.Rooms;

/// <summary>The reference stack from peers/agenthub-reference, with a PostgreSQL of its own that is set up as the grid's is.</summary>
internal sealed class ReferenceRooms : IAsyncDisposable
{
    private readonly ScratchFolder _home;
    private readonly PrivateServer _database;
    private readonly ChildProcess _process;
    private readonly int _port;
    private readonly RoomSeat[] _seats = new RoomSeat[RoomPlan.Agents];

    private ReferenceRooms(ScratchFolder home, PrivateServer database, ChildProcess process, int port) => (_home, _database, _process, _port) = (home, database, process, port);

    internal RoomPeer Peer => new("Fastify + socket.io + pg", _port, RoomDoor.SocketIo, _seats, _process.Id, _database.ProcessId);

    private static string Folder => Path.Combine(Programs.PeersFolder, "agenthub-reference");

    internal ProcessUsage Usage() => ProcessUsage.Of(_process.Id);

    /// <exception cref="PeerMissingException">Node is not installed, or npm cannot install the packages.</exception>
    internal static async Task<ReferenceRooms> StartAsync(string? cores, CancellationToken cancellation)
    {
        var node = Programs.Find("node") ?? throw new PeerMissingException("node is not installed (Debian: apt-get install nodejs npm)");
        await InstallAsync(cancellation);
        var home = new ScratchFolder();
        var database = await PrivateServer.StartAsync(new PostgresOptions { Home = home.Path }, TimeProvider.System, NullLogger<PrivateServer>.Instance, cancellation);
        var (port, token) = (Ports.Free(1)[0], RandomNumberGenerator.GetHexString(48));
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var process = ChildProcess.Start(new ProcessPlan("reference", node, [Path.Combine(Folder, "server.js")])
        {
            Cores = cores,
            Folder = Folder,
            Environment = new Dictionary<string, string>
            {
                ["NODE_ENV"] = "production",
                ["PORT"] = $"{port}",
                ["ADMIN_TOKEN"] = token,
                ["JWT_SECRET"] = RandomNumberGenerator.GetHexString(64),
                ["PGHOST"] = connection.Host!,
                ["PGPORT"] = $"{connection.Port}",
                ["PGUSER"] = connection.Username!,
                ["PGPASSWORD"] = connection.Password!,
                ["PGDATABASE"] = connection.Database!,
            },
        });
        var rooms = new ReferenceRooms(home, database, process, port);
        try
        {
            await Ports.WaitAsync(port, process, cancellation);
            await rooms.FillAsync(token, cancellation);
            return rooms;
        }
        catch
        {
            await rooms.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }

    private async Task FillAsync(string token, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var rooms = new List<string>();
        for (var room = 0; room < RoomPlan.Rooms; room++) rooms.Add((await PostAsync(client, "/api/rooms", new { name = $"bench-{room}" }, cancellation)).GetProperty("id").GetString()!);
        foreach (var (agent, room) in RoomPlan.Memberships)
        {
            var made = await PostAsync(client, "/api/agents", new { name = $"member-{agent}" }, cancellation);
            await PostAsync(client, $"/api/rooms/{rooms[room]}/members", new { agentId = made.GetProperty("id").GetString() }, cancellation);
            _seats[agent] = new RoomSeat(made.GetProperty("token").GetString()!, rooms[room]);
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, CancellationToken cancellation)
    {
        using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
    }

    private static async Task InstallAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "socket.io"))) return;
        var npm = Programs.Find("npm") ?? throw new PeerMissingException("npm is not installed (Debian: apt-get install npm)");
        try
        {
            await ChildProcess.RunAsync(new ProcessPlan("npm ci", npm, ["ci", "--no-audit", "--no-fund"]) { Folder = Folder }, "", cancellation);
        }
        catch (InvalidOperationException failure)
        {
            throw new PeerMissingException(failure.Message);
        }
    }
}
