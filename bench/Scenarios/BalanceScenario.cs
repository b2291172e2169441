using System.Diagnostics;
using AgentGrid.Bench.Reporting;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Bench.Scenarios;

/// <summary>How fast the balancer picks, without anything around it.</summary>
internal sealed class BalanceScenario : IScenario
{
    private const int Peers = 16;
    private const int Batch = 100_000;

    public string Name => "balance";

    public string Summary => "picks/s of the smooth weighted balancer";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["peers"] = $"{Peers}, weights 1 to {Peers}",
        ["one pick"] = "Pick, ReportSuccess and Finished",
        ["threads"] = "1",
    };

    public Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        Round(0.5, cancellation);
        var rounds = Enumerable.Range(0, options.Rounds).Select(_ => Round(options.Seconds, cancellation)).ToArray();
        var table = new ReportTable("Balancer alone", "way", "picks per second", "ns per pick", "bytes allocated per pick");
        var rate = Statistics.Median(rounds.Select(round => round.PicksPerSecond));
        table.Add("pure", rate, 1e9 / rate, Statistics.Median(rounds.Select(round => round.BytesPerPick)));
        report.Add(table);
        return Task.CompletedTask;
    }

    private static (double PicksPerSecond, double BytesPerPick) Round(double seconds, CancellationToken cancellation)
    {
        var balancer = new SmoothWeightedBalancer([.. Enumerable.Range(1, Peers).Select(weight => new PeerSettings(weight))]);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        long picks = 0;
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            cancellation.ThrowIfCancellationRequested();
            PickBatch(balancer, watch.ElapsedMilliseconds);
            picks += Batch;
        }

        return (picks / watch.Elapsed.TotalSeconds, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)picks);
    }

    private static void PickBatch(SmoothWeightedBalancer balancer, long now)
    {
        for (var pick = 0; pick < Batch; pick++)
        {
            var peer = balancer.Pick(now, []);
            balancer.ReportSuccess(peer);
            balancer.Finished(peer);
        }
    }
}
