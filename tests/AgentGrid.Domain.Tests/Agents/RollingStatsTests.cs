using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class RollingStatsTests
{
    [Fact]
    public void Snapshot_nothing_recorded_has_no_rates() =>
        Assert.Equal(new RollingSnapshot(0, null, null, null, null, 0, 0, 300), new RollingStats().Snapshot(1_000));

    [Fact]
    public void Snapshot_sums_and_rate()
    {
        var stats = new RollingStats();
        stats.Record(0, 10, success: true, 100, 20);
        stats.Record(31_000, 10, success: true, 1, 2);
        stats.Record(62_000, 10, success: false, 0, 0);
        stats.Record(299_999, 10, success: true, 10, 10);
        var snapshot = stats.Snapshot(299_999);
        Assert.Equal(4, snapshot.Requests);
        Assert.Equal(0.75, snapshot.SuccessRate);
        Assert.Equal(111, snapshot.InputTokens);
        Assert.Equal(32, snapshot.OutputTokens);
    }

    [Fact]
    public void Snapshot_slots_fall_out_after_the_window()
    {
        var stats = new RollingStats();
        stats.Record(29_999, 1, true, 1, 1);
        stats.Record(30_000, 1, true, 1, 1);
        Assert.Equal(2, stats.Snapshot(299_999).Requests);
        Assert.Equal(1, stats.Snapshot(300_000).Requests);
        Assert.Equal(0, stats.Snapshot(330_000).Requests);
        stats.Record(1_000_000_000, 1, true, 1, 1);
        Assert.Equal(1, stats.Snapshot(1_000_000_000).Requests);
    }

    [Fact]
    public void Snapshot_percentiles_are_within_five_percent_of_the_exact_rank() =>
        Given.ForAll(Given.Numbers(1, 3_600_000, 1, 300), values =>
        {
            var stats = new RollingStats();
            var latencies = values.Select(v => v < 100_000 ? v / 10.0 : v).Order().ToArray();
            for (var i = 0; i < latencies.Length; i++)
                stats.Record(i * 900, latencies[i], true, 0, 0);
            var snapshot = stats.Snapshot(latencies.Length * 900L);
            Near(0.50, snapshot.P50Ms);
            Near(0.95, snapshot.P95Ms);
            Near(0.99, snapshot.P99Ms);

            void Near(double quantile, double? actual)
            {
                var exact = latencies[(int)Math.Ceiling(quantile * latencies.Length) - 1];
                Assert.InRange(actual!.Value, exact * 0.9499, exact * 1.0501);
            }
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Record_latency_out_of_range_counts_at_the_edge(double latency)
    {
        var stats = new RollingStats();
        stats.Record(0, latency, true, 0, 0);
        Assert.InRange(stats.Snapshot(0).P99Ms!.Value, 0.1, 3_600_000 * 1.06);
    }

    [Fact]
    public void Record_does_not_allocate()
    {
        var stats = new RollingStats();
        Run(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(5_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int from)
        {
            for (var i = from; i < from + 1000; i++)
                stats.Record(i * 100, i, true, 1, 1);
            stats.Snapshot(from);
        }
    }

    [Fact]
    public void RecordTokens_of_a_broken_off_request_counts_tokens_only()
    {
        var stats = new RollingStats();
        stats.RecordTokens(0, 3, 1);
        Assert.Equal(new RollingSnapshot(0, null, null, null, null, 3, 1, RollingStats.WindowSeconds), stats.Snapshot(0));

        stats.Record(0, 10, true, 4, 2);
        var both = stats.Snapshot(0);
        Assert.Equal((1, 1.0, 7, 3), (both.Requests, both.SuccessRate, both.InputTokens, both.OutputTokens));

        Assert.Equal(0, stats.Snapshot(RollingStats.WindowSeconds * 1000L).InputTokens);
    }

    [Fact]
    public void Constructor_takes_a_few_kilobytes()
    {
        _ = new RollingStats();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var stats = new RollingStats();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 8192);
        GC.KeepAlive(stats);
    }
}
