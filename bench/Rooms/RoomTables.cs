using AgentGrid.Bench.Reporting;

namespace AgentGrid.Bench.Rooms;

/// <summary>Turns the samples of <c>rooms</c> into tables.</summary>
internal static class RoomTables
{
    private const double Quiet = 0.1;

    internal static ReportTable Fixed(int rate, IReadOnlyList<RoomSample> samples)
    {
        var table = new ReportTable(
            $"{rate} messages/s sent to {RoomPlan.Rooms} rooms of {RoomPlan.Members}",
            "peer", "persisted/s", "deliveries/s", "receive p50 ms", "receive p99", "receive p99.9", "ack p50 ms", "ack p99", "ack p99.9", "server cores", "database", "generator", "missing", "repeated", "sent late p99");
        foreach (var (peer, runs) in ByPeer(samples))
        {
            table.Add(
                peer, Median(runs, run => run.PersistedPerSecond), Median(runs, run => run.DeliveriesPerSecond),
                Median(runs, run => run.Receive.P50 / 1e3), Median(runs, run => run.Receive.P99 / 1e3), Median(runs, run => run.Receive.P999 / 1e3),
                Median(runs, run => run.Ack.P50 / 1e3), Median(runs, run => run.Ack.P99 / 1e3), Median(runs, run => run.Ack.P999 / 1e3),
                Median(runs, run => run.ServerCores), Median(runs, run => run.DatabaseCores), Median(runs, run => run.GeneratorCores),
                runs.Sum(run => run.Missing), runs.Sum(run => run.Repeated), Median(runs, run => run.SendDelay.P99 / 1e3));
        }

        return table;
    }

    internal static ReportTable Highest(double milliseconds, string reference, IReadOnlyList<RoomSample> samples)
    {
        var table = new ReportTable(
            $"Highest rate with p99 send to receive < {milliseconds} ms",
            "peer", "messages/s", "lowest round", "highest round", "deliveries/s", "times the reference", "receive p50 ms", "receive p99", "ack p50 ms", "ack p99", "server cores", "database", "generator");
        foreach (var (peer, runs) in ByPeer(samples))
        {
            table.Add(
                peer, Median(runs, run => run.Rate), runs.Min(run => run.Rate), runs.Max(run => run.Rate), Median(runs, run => run.DeliveriesPerSecond),
                peer == reference ? null : Times(samples, peer, reference),
                Median(runs, run => run.Receive.P50 / 1e3), Median(runs, run => run.Receive.P99 / 1e3), Median(runs, run => run.Ack.P50 / 1e3), Median(runs, run => run.Ack.P99 / 1e3),
                Median(runs, run => run.ServerCores), Median(runs, run => run.DatabaseCores), Median(runs, run => run.GeneratorCores));
        }

        return table;
    }

    /// <summary>What a reader must know about a run.</summary>
    internal static IEnumerable<string> Notes(string phase, RoomSample sample)
    {
        if (sample.Result is not { } run) yield break;
        var where = $"{phase}, {sample.Peer}, round {sample.Round + 1}";
        foreach (var (reason, count) in run.Errors) yield return $"{where}: {count} × {reason}";
        if (run.Unacknowledged > 0) yield return $"{where}: {run.Unacknowledged} messages were not acknowledged";
        if (run.OutOfOrder > 0) yield return $"{where}: {run.OutOfOrder} deliveries came out of the order of their seq";
        if (run.OtherCores > Quiet) yield return $"{where}: disturbed, other programs kept {run.OtherCores:0.00} cores busy";
    }

    private static double? Times(IReadOnlyList<RoomSample> samples, string peer, string reference) => Statistics.Median(
        samples.Where(one => one.Peer == peer && one.Result is not null).Join(
            samples.Where(one => one.Peer == reference && one.Result is not null), one => one.Round, other => other.Round, (one, other) => one.Result!.Rate / other.Result!.Rate));

    private static IEnumerable<(string Peer, RoomLoadResult[] Runs)> ByPeer(IEnumerable<RoomSample> samples) =>
        samples.Where(sample => sample.Result is not null).GroupBy(sample => sample.Peer, sample => sample.Result!).Select(runs => (runs.Key, runs.ToArray()));

    private static double? Median(IEnumerable<RoomLoadResult> runs, Func<RoomLoadResult, double> figure) => Statistics.Median(runs.Select(figure));
}
