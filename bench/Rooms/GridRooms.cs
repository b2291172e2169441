using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;

namespace AgentGrid.Bench.Rooms;

/// <summary>This project as it is shipped: its own process with a private database, everything on. Both doors lead to the same rooms.</summary>
internal sealed class GridRooms : IAsyncDisposable
{
    private const int AtOnce = 4;

    private readonly ScratchFolder _home = new();
    private readonly GridProcess _grid;
    private readonly string[] _tokens = new string[RoomPlan.Agents];
    private readonly string[] _rooms = new string[RoomPlan.Rooms];

    private GridRooms(string? cores) => _grid = GridProcess.Start(_home.Path, cores);

    /// <exception cref="PeerMissingException">The api project does not build, or its process ends by itself.</exception>
    internal static async Task<GridRooms> StartAsync(string? cores, CancellationToken cancellation)
    {
        await GridProcess.BuildAsync(cancellation);
        var rooms = new GridRooms(cores);
        try
        {
            await rooms._grid.WaitUntilHealthyAsync(cancellation);
            await rooms.FillAsync(cancellation);
            return rooms;
        }
        catch
        {
            await rooms.DisposeAsync();
            throw;
        }
    }

    internal ProcessUsage Usage() => ProcessUsage.Of(_grid.ProcessId);

    /// <summary>The doors, with access tokens that are good for some minutes from now.</summary>
    internal async Task<IReadOnlyList<RoomPeer>> PeersAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = _grid.Address };
        var seats = new RoomSeat[RoomPlan.Agents];
        await Parallel.ForEachAsync(RoomPlan.Memberships, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (one, stop) =>
            seats[one.Agent] = new RoomSeat(await ExchangeAsync(client, _tokens[one.Agent], stop), _rooms[one.Room]));
        var database = _grid.DatabaseProcessId ?? throw new InvalidOperationException("The grid's PostgreSQL was not found.");
        return
        [
            new RoomPeer("AgentGrid, WebSocket", _grid.Port, RoomDoor.Plain, seats, _grid.ProcessId, database),
            new RoomPeer("AgentGrid, socket.io", _grid.Port, RoomDoor.SocketIo, seats, _grid.ProcessId, database),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _grid.DisposeAsync();
        _home.Dispose();
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        using var admin = new GridAdmin(_grid);
        await admin.LiftLimitsAsync(cancellation);
        await admin.LiftAddressLimitsAsync(cancellation);
        for (var room = 0; room < _rooms.Length; room++) _rooms[room] = await admin.MakeRoomAsync($"bench-{room}", cancellation);
        await Parallel.ForEachAsync(RoomPlan.Memberships, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (one, stop) =>
        {
            (var id, _tokens[one.Agent]) = await admin.MakeAgentAsync($"member-{one.Agent}", stop);
            await admin.AddMemberAsync(_rooms[one.Room], id, stop);
        });
    }

    private static async Task<string> ExchangeAsync(HttpClient client, string token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/sessions", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("token").GetString()!;
    }
}
