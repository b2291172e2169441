using AgentGrid.Bench.Load;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Upstream;

namespace AgentGrid.Bench.Gateway;

/// <summary>Turns the samples of a layout into the tables of the report.</summary>
internal sealed class GatewayTables(Layout layout, SampleSet samples, IReadOnlyList<string> peers, Report report)
{
    private const double Saturated = 0.9;
    private const double Quiet = 0.1;

    internal void AddFigures()
    {
        AddSaturation("1 KB answers at saturation", LoadPhase.JsonSaturation);
        AddSaturation($"Streams of {CannedAnswers.Chunks} chunks at saturation", LoadPhase.StreamSaturation);
        AddFixedRate();
        AddStreamRate();
        if (Statistics.Median(samples.All.Select(sample => sample.OtherCoresUsed)) is > Quiet and var others)
            report.Note($"{layout.Name}: disturbed. Other programs kept {others:0.00} cores busy (median over all runs): rates and percentiles are worse than on a quiet machine.");
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
            $"{layout.Name}: {title}", "peer", "per second", "of nginx", "of nginx by cpu", "times Portkey", "p50 ms", "p99 ms", "gateway cpu µs each", "gateway cores used", "load side cpu µs each");
        foreach (var peer in peers)
        {
            table.Add(
                peer,
                samples.Median(peer, phase, Rate),
                peer == GatewayPeers.Direct ? null : samples.Compare(peer, GatewayPeers.Nginx, phase, Rate, Divide),
                peer == GatewayPeers.Direct ? null : samples.Compare(GatewayPeers.Nginx, peer, phase, sample => sample.GatewayMicrosPerRequest, Divide),
                peer == GatewayPeers.Direct ? null : samples.Compare(peer, GatewayPeers.Portkey, phase, Rate, Divide),
                samples.Median(peer, phase, sample => sample.Result.Latency.P50 / 1000),
                samples.Median(peer, phase, sample => sample.Result.Latency.P99 / 1000),
                samples.Median(peer, phase, sample => sample.GatewayMicrosPerRequest),
                samples.Median(peer, phase, sample => sample.GatewayCoresUsed),
                samples.Median(peer, phase, sample => sample.LoadMicrosPerRequest));
            if (peer != GatewayPeers.Direct) NoteUnfilled(peer, phase);
        }

        report.Add(table);
    }

    private void NoteUnfilled(string peer, LoadPhase phase)
    {
        var cores = samples.Median(peer, phase, sample => sample.GatewayCoresUsed);
        if (layout.GatewayCores is null || cores > Saturated * layout.GatewayCoreCount) return;
        var load = samples.Median(peer, phase, sample => sample.LoadMicrosPerRequest * sample.Result.Sent / 1e6 / sample.Result.ElapsedSeconds);
        var reason = load > Saturated ? "the load side was full" : "the load side was not full either: something else took the time";
        report.Note($"{layout.Name}, {phase.Name}: {peer} filled only {cores:0.00} of its cores and {reason} ({load:0.00} cores). Compare processor time per request, not the rate.");
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
