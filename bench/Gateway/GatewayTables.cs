using AgentGrid.Bench.Load;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Upstream;

namespace AgentGrid.Bench.Gateway;

/// <summary>Turns the samples of a layout into the tables of the report.</summary>
internal sealed class GatewayTables(Layout layout, SampleSet samples, IReadOnlyList<string> peers, Report report)
{
    private const double Saturated = 0.9;

    internal void AddFigures()
    {
        AddSaturation("1 KB answers at saturation", LoadPhase.JsonSaturation);
        AddSaturation($"Streams of {CannedAnswers.Chunks} chunks at saturation", LoadPhase.StreamSaturation);
        AddFixedRate();
        AddStreamRate();
    }

    internal void AddMemory(IEnumerable<(string Peer, ProcessUsage Usage)> usages)
    {
        var table = new ReportTable($"{layout.Name}: memory after a minute of load", "peer", "process MB", "process peak MB", "child processes MB");
        foreach (var (peer, usage) in usages) table.Add(peer, usage.OwnMegabytes, usage.OwnPeakMegabytes, usage.ChildMegabytes);
        report.Add(table);
    }

    private void AddSaturation(string title, LoadPhase phase)
    {
        var table = new ReportTable(
            $"{layout.Name}: {title}", "peer", "per second", "of nginx", "times Portkey", "p50 ms", "p99 ms", "gateway cpu µs each", "gateway cores used", "load side cpu µs each");
        foreach (var peer in peers)
        {
            var cores = samples.Median(peer, phase, sample => sample.GatewayCoresUsed);
            table.Add(
                peer,
                samples.Median(peer, phase, Rate),
                peer == GatewayPeers.Direct ? null : samples.Compare(peer, GatewayPeers.Nginx, phase, Rate, Divide),
                peer == GatewayPeers.Direct ? null : samples.Compare(peer, GatewayPeers.Portkey, phase, Rate, Divide),
                samples.Median(peer, phase, sample => sample.Result.Latency.P50 / 1000),
                samples.Median(peer, phase, sample => sample.Result.Latency.P99 / 1000),
                samples.Median(peer, phase, sample => sample.GatewayMicrosPerRequest),
                cores,
                samples.Median(peer, phase, sample => sample.LoadMicrosPerRequest));
            if (peer != GatewayPeers.Direct && layout.GatewayCores is not null && cores < Saturated * layout.GatewayCoreCount)
                report.Note($"{layout.Name}, {phase.Name}: {peer} used only {cores:0.00} of its cores: its rate is bounded by the load side; compare processor time per request.");
        }

        report.Add(table);
    }

    private void AddFixedRate()
    {
        var phase = LoadPhase.JsonFixedRate;
        var table = new ReportTable(
            $"{layout.Name}: 1 KB answers at {phase.Rate} requests/s, µs", "peer", "p50", "p99", "p99.9", "added p50", "added p99", "gateway cpu µs each", "sent late p99");
        foreach (var peer in peers)
        {
            table.Add(
                peer,
                samples.Median(peer, phase, sample => sample.Result.Latency.P50),
                samples.Median(peer, phase, sample => sample.Result.Latency.P99),
                samples.Median(peer, phase, sample => sample.Result.Latency.P999),
                Added(peer, phase, result => result.Latency.P50),
                Added(peer, phase, result => result.Latency.P99),
                samples.Median(peer, phase, sample => sample.GatewayMicrosPerRequest),
                samples.Median(peer, phase, sample => sample.Result.SendDelay!.P99));
        }

        report.Add(table);
    }

    private void AddStreamRate()
    {
        var phase = LoadPhase.StreamFixedRate;
        var table = new ReportTable(
            $"{layout.Name}: {phase.Rate} streams/s, a chunk every {phase.GapMicroseconds / 1000.0} ms, µs",
            "peer", "first chunk p50", "first chunk p99", "added first p50", "chunk delay p50", "chunk delay p99", "added chunk p50", "added chunk p99", "whole p50 ms");
        foreach (var peer in peers)
        {
            table.Add(
                peer,
                samples.Median(peer, phase, sample => sample.Result.FirstChunk!.P50),
                samples.Median(peer, phase, sample => sample.Result.FirstChunk!.P99),
                Added(peer, phase, result => result.FirstChunk!.P50),
                samples.Median(peer, phase, sample => sample.Result.ChunkDelay!.P50),
                samples.Median(peer, phase, sample => sample.Result.ChunkDelay!.P99),
                Added(peer, phase, result => result.ChunkDelay!.P50),
                Added(peer, phase, result => result.ChunkDelay!.P99),
                samples.Median(peer, phase, sample => sample.Result.Latency.P50 / 1000));
        }

        report.Add(table);
    }

    private double? Added(string peer, LoadPhase phase, Func<LoadResult, double> figure) =>
        peer == GatewayPeers.Direct ? null : samples.Compare(peer, GatewayPeers.Direct, phase, sample => figure(sample.Result), (one, direct) => one - direct);

    private static double Rate(Sample sample) => sample.Result.RequestsPerSecond;

    private static double Divide(double one, double other) => one / other;
}
