using System.Security.Cryptography;
using System.Text.Json;
using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Rooms;

namespace AgentGrid.Bench.Scenarios;

/// <summary>Messages into rooms and out to their members: ours by both doors, and the reference stack.</summary>
internal sealed class RoomsScenario : IScenario
{
    private const int FixedRate = 5000;
    private const double MostMilliseconds = 100;
    private const int WarmUpRate = 2000;
    private const double WarmUpSeconds = 10;

    private readonly RoomLayout _layout = RoomLayout.ForThisMachine(Environment.ProcessorCount);
    private readonly List<RoomSample> _fixed = [];
    private readonly List<RoomSample> _highest = [];
    private readonly Dictionary<string, RateSearch> _searches = [];

    public string Name => "rooms";

    public string Summary => "persisted messages/s, deliveries/s and latency of rooms, both doors, next to Fastify + socket.io + pg; memory of idle sockets";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["rooms"] = $"{RoomPlan.Rooms} of {RoomPlan.Members} members, one agent and one socket each",
        ["messages"] = "128 bytes of text, evenly spaced, senders in turn; each is delivered to all members of its room, the sender too",
        ["latency"] = "from when a message was due",
        ["pinning"] = _layout.Description,
        ["held"] = $"everything acknowledged and delivered once, p99 of send to receive < {MostMilliseconds} ms",
    };

    public async Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        await using var grid = await GridRooms.StartAsync(_layout.ServerCores, cancellation);
        await using var reference = await ReferenceAsync(options, report, cancellation);
        if (options.Idle > 0)
        {
            await MeasureIdleAsync(grid, reference, options.Idle, report, cancellation);
            return;
        }

        foreach (var peer in await PeersAsync(grid, reference, cancellation)) await RunAsync(peer, WarmUpRate, WarmUpSeconds, cancellation);
        for (var round = 0; round < options.Rounds; round++)
        {
            var peers = await PeersAsync(grid, reference, cancellation);
            // Whoever is first has the colder machine: each in its turn.
            foreach (var peer in peers.Skip(round % peers.Count).Concat(peers.Take(round % peers.Count))) await RoundAsync(round, peer, options, report, cancellation);
        }

        report.Add(RoomTables.Fixed(FixedRate, [.. _fixed.OrderBy(sample => sample.Peer, StringComparer.Ordinal)]));
        report.Add(RoomTables.Highest(MostMilliseconds, reference?.Peer.Name ?? "", [.. _highest.OrderBy(sample => sample.Peer, StringComparer.Ordinal)]));
    }

    private static async Task<ReferenceRooms?> ReferenceAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        try
        {
            return await ReferenceRooms.StartAsync(RoomLayout.ForThisMachine(Environment.ProcessorCount).ServerCores, cancellation);
        }
        catch (PeerMissingException missing) when (!options.RequirePeers)
        {
            report.Note($"The reference is missing: {missing.Message}");
            return null;
        }
    }

    private static async Task<IReadOnlyList<RoomPeer>> PeersAsync(GridRooms grid, ReferenceRooms? reference, CancellationToken cancellation)
    {
        var own = await grid.PeersAsync(cancellation);
        return reference is null ? own : [.. own, reference.Peer];
    }

    private async Task RoundAsync(int round, RoomPeer peer, BenchOptions options, Report report, CancellationToken cancellation)
    {
        var sample = new RoomSample(round, peer.Name, await RunAsync(peer, FixedRate, options.Seconds, cancellation));
        _fixed.Add(sample);
        foreach (var note in RoomTables.Notes($"{FixedRate}/s", sample)) report.Note(note);
        if (!_searches.TryGetValue(peer.Name, out var search)) _searches[peer.Name] = search = new RateSearch();
        var best = await search.FindAsync(rate => RunAsync(peer, rate, options.Seconds, cancellation), run => run.Sustains(MostMilliseconds));
        _highest.Add(new RoomSample(round, peer.Name, best));
        foreach (var note in RoomTables.Notes("highest rate", _highest[^1])) report.Note(note);
        if (best is null) report.Note($"highest rate, {peer.Name}, round {round + 1}: not even {RateSearch.Ladder[0]}/s held");
    }

    private async Task<RoomLoadResult> RunAsync(RoomPeer peer, double rate, double seconds, CancellationToken cancellation)
    {
        var plan = new RoomLoadPlan
        {
            Port = peer.Port,
            Door = peer.Door,
            Seats = peer.Seats,
            Rate = rate,
            Seconds = seconds,
            Run = RandomNumberGenerator.GetHexString(12),
            ServerProcess = peer.ProcessId,
            DatabaseProcess = peer.DatabaseProcessId,
        };
        var output = await ChildProcess.RunAsync(ProcessPlan.Self("room-load") with { Cores = _layout.LoadCores }, JsonSerializer.Serialize(plan), cancellation);
        var result = JsonSerializer.Deserialize<RoomLoadResult>(output)!;
        Console.WriteLine($"{peer.Name,-24} {rate,6:N0}/s: persisted {result.PersistedPerSecond,6:N0}/s, delivered {result.DeliveriesPerSecond,7:N0}/s, receive p50 {result.Receive.P50 / 1e3,7:N1} p99 {result.Receive.P99 / 1e3,7:N1} ms, "
            + $"cores {result.ServerCores:0.00} + {result.DatabaseCores:0.00} + {result.GeneratorCores:0.00}, others {result.OtherCores:0.00}, missing {result.Missing}, errors {result.Errors.Values.Sum()}{string.Concat(result.Errors.Keys.Take(2).Select(reason => "; " + reason))}");
        return result;
    }

    private static async Task MeasureIdleAsync(GridRooms grid, ReferenceRooms? reference, int sockets, Report report, CancellationToken cancellation)
    {
        var table = new ReportTable("Idle sockets, resident MB of the server", "peer", "sockets", "before", "opened", "after 25 s", "more", "KB each");
        foreach (var peer in await grid.PeersAsync(cancellation)) IdleSockets.Measure(table, peer, sockets, grid.Usage);
        if (reference is not null) IdleSockets.Measure(table, reference.Peer, sockets, reference.Usage);
        report.Add(table);
    }
}
