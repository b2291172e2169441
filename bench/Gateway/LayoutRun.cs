using System.Text.Json;
using AgentGrid.Bench.Load;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Scenarios;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Gateway;

/// <summary>Measures all peers in one layout: all run at the same time, loaded one after the other in every round.</summary>
internal sealed class LayoutRun(Layout layout, BenchOptions options, Report report)
{
    private const double MemoryAfterSeconds = 60;
    private const double WarmUpSeconds = 10;

    private readonly SampleSet _samples = new();
    private readonly Dictionary<string, double> _loaded = [];

    internal async Task MeasureAsync(CancellationToken cancellation)
    {
        using var folder = new ScratchFolder();
        var ports = Ports.Free(PeerSetup.Weights.Count);
        var upstream = ChildProcess.Start(ProcessPlan.Self("upstream", [.. ports.SelectMany(port => new[] { "--port", $"{port}" })]) with { Cores = layout.UpstreamCores });
        var peers = new List<IPeer> { new DirectPeer(ports[0]) };
        try
        {
            foreach (var port in ports) await Ports.WaitAsync(port, upstream, cancellation);
            await StartPeersAsync(peers, ports, folder.Path, cancellation);
            await WarmUpAsync(peers, cancellation);
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var phase in LoadPhase.All)
                    foreach (var peer in peers)
                        await SampleAsync(round, peer, phase, options.Seconds, upstream.Id, cancellation);
            }

            var tables = new GatewayTables(layout, _samples, [.. peers.Select(peer => peer.Name)], report);
            tables.AddFigures();
            tables.AddMemory(await MemoryAsync(peers, upstream.Id, cancellation));
        }
        finally
        {
            foreach (var peer in peers) await peer.DisposeAsync();
            await upstream.DisposeAsync();
        }
    }

    private async Task StartPeersAsync(List<IPeer> peers, int[] ports, string folder, CancellationToken cancellation)
    {
        foreach (var (name, start) in GatewayPeers.All)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            try
            {
                peers.Add(await start(new PeerSetup(ports, layout, own, LoadPhase.All.Max(phase => phase.Connections)), cancellation));
            }
            catch (PeerMissingException missing)
            {
                report.Note($"{name} is missing: {missing.Message}");
                if (options.RequirePeers) throw;
            }
        }
    }

    // Not counted: programs that compile while they run need some seconds of load to become what they are from then on.
    private async Task WarmUpAsync(List<IPeer> peers, CancellationToken cancellation)
    {
        foreach (var peer in peers.Where(peer => peer.ProcessId is not null))
            foreach (var phase in new[] { LoadPhase.JsonSaturation, LoadPhase.StreamSaturation })
                await RunAsync(phase.For(peer, WarmUpSeconds), cancellation);
    }

    private async Task SampleAsync(int round, IPeer peer, LoadPhase phase, double seconds, int upstream, CancellationToken cancellation)
    {
        var gatewayBefore = CpuOf(peer.ProcessId, peer.DetachedProcessId);
        var upstreamBefore = CpuOf(upstream);
        var machineBefore = MachineUsage.BusySeconds();
        var start = Clock.Now;
        var result = await RunAsync(phase.For(peer, seconds), cancellation);
        var sample = new Sample(round, peer.Name, phase, result)
        {
            WallSeconds = (Clock.Now - start) / 1e9,
            MachineCpuSeconds = MachineUsage.BusySeconds() - machineBefore,
            GatewayCpuSeconds = CpuOf(peer.ProcessId, peer.DetachedProcessId) - gatewayBefore,
            UpstreamCpuSeconds = CpuOf(upstream) - upstreamBefore,
        };
        _samples.Add(sample);
        _loaded[peer.Name] = _loaded.GetValueOrDefault(peer.Name) + result.ElapsedSeconds;
        foreach (var (reason, count) in result.Errors) report.Note($"{layout.Name}, {peer.Name}, {phase.Name}, round {round + 1}: {count} × {reason}");
        Console.WriteLine($"{layout.Name} round {round + 1} {phase.Name,-18} {peer.Name,-10} {result.RequestsPerSecond,9:N0}/s  p50 {result.Latency.P50,8:N0} µs  p99 {result.Latency.P99,8:N0} µs  errors {result.Errors.Values.Sum()}");
    }

    private async Task<List<(string Peer, ProcessUsage Usage)>> MemoryAsync(List<IPeer> peers, int upstream, CancellationToken cancellation)
    {
        var usages = new List<(string, ProcessUsage)>();
        foreach (var peer in peers)
        {
            if (peer.ProcessId is not { } id) continue;
            var missing = MemoryAfterSeconds - _loaded.GetValueOrDefault(peer.Name);
            if (missing > 0) await SampleAsync(options.Rounds, peer, LoadPhase.JsonSaturation with { Name = "up to a minute of load" }, missing, upstream, cancellation);
            usages.Add((peer.Name, ProcessUsage.Of(id, peer.DetachedProcessId)));
        }

        return usages;
    }

    private async Task<LoadResult> RunAsync(LoadPlan plan, CancellationToken cancellation)
    {
        var output = await ChildProcess.RunAsync(ProcessPlan.Self("load") with { Cores = layout.LoadCores }, JsonSerializer.Serialize(plan), cancellation);
        return JsonSerializer.Deserialize<LoadResult>(output)!;
    }

    private static double CpuOf(int? process, int? detached = null) => process is { } id ? ProcessUsage.Of(id, detached).CpuSeconds : 0;
}
