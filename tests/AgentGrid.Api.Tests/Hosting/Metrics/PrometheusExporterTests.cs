using System.Diagnostics.Metrics;
using static AgentGrid.Api.Tests.Hosting.Metrics.ExporterProbe;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Write_all_kinds_of_instruments_gives_the_golden_text()
    {
        using var probe = new ExporterProbe();
        var requests = probe.Meter.CreateCounter<long>("grid.requests", "{request}", "Requests \\ of\nall kinds");
        requests.Add(2, Tag("http.method", "GET"), Tag("ok", true));
        requests.Add(3, Tag("ok", true), Tag("http.method", "GET"));
        requests.Add(1);
        probe.Meter.CreateUpDownCounter<int>("grid.active").Add(-4);
        var usage = probe.Meter.CreateGauge<double>("grid.usage", "1");
        usage.Record(0.5);
        usage.Record(0.25);
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] };
        var duration = probe.Meter.CreateHistogram("grid.duration", "s", "Time taken", null, advice);
        foreach (var value in new[] { 0.0625, 1, 8 }) duration.Record(value, Tag("code", 200));
        probe.Meter.CreateObservableGauge("grid.memory", () => 4096L, "By", "Memory");

        Assert.Equal("""
            # HELP grid_active grid.active
            # TYPE grid_active gauge
            grid_active -4
            # HELP grid_duration_seconds Time taken
            # TYPE grid_duration_seconds histogram
            grid_duration_seconds_bucket{code="200",le="0.1"} 1
            grid_duration_seconds_bucket{code="200",le="1"} 2
            grid_duration_seconds_bucket{code="200",le="+Inf"} 3
            grid_duration_seconds_sum{code="200"} 9.0625
            grid_duration_seconds_count{code="200"} 3
            # HELP grid_memory_bytes Memory
            # TYPE grid_memory_bytes gauge
            grid_memory_bytes 4096
            # HELP grid_requests_total Requests \\ of\nall kinds
            # TYPE grid_requests_total counter
            grid_requests_total 1
            grid_requests_total{http_method="GET",ok="true"} 5
            # HELP grid_usage_ratio grid.usage
            # TYPE grid_usage_ratio gauge
            grid_usage_ratio 0.25

            """, probe.Scrape());
    }

    [Fact]
    public void Write_nothing_recorded_is_empty()
    {
        using var probe = new ExporterProbe();
        probe.Meter.CreateCounter<long>("never");
        Assert.Empty(probe.Scrape());
    }

    [Fact]
    public void Write_values_beyond_numbers_use_the_formats_words()
    {
        using var probe = new ExporterProbe();
        var gauge = probe.Meter.CreateGauge<double>("edge");
        gauge.Record(double.PositiveInfinity, Tag("v", "plus"));
        gauge.Record(double.NegativeInfinity, Tag("v", "minus"));
        gauge.Record(double.NaN, Tag("v", "none"));
        gauge.Record(double.MinValue, Tag("v", "small"));
        var text = probe.Scrape();
        Assert.Contains("edge{v=\"plus\"} +Inf\n", text, StringComparison.Ordinal);
        Assert.Contains("edge{v=\"minus\"} -Inf\n", text, StringComparison.Ordinal);
        Assert.Contains("edge{v=\"none\"} NaN\n", text, StringComparison.Ordinal);
        Assert.Contains("edge{v=\"small\"} -1.7976931348623157E+308\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_every_number_type_is_collected()
    {
        using var probe = new ExporterProbe();
        probe.Meter.CreateCounter<byte>("n.byte").Add(1);
        probe.Meter.CreateCounter<short>("n.short").Add(2);
        probe.Meter.CreateCounter<int>("n.int").Add(3);
        probe.Meter.CreateCounter<long>("n.long").Add(4);
        probe.Meter.CreateCounter<float>("n.float").Add(5.5f);
        probe.Meter.CreateCounter<double>("n.double").Add(6.5);
        probe.Meter.CreateCounter<decimal>("n.decimal").Add(7.5m);
        var values = probe.Scrape().Split('\n').Where(l => l.StartsWith("n_", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]);
        Assert.Equal(["1", "7.5", "6.5", "5.5", "3", "4", "2"], values);
    }

    [Fact]
    public void Record_negative_on_a_counter_is_ignored()
    {
        using var probe = new ExporterProbe();
        var whole = probe.Meter.CreateCounter<long>("whole");
        whole.Add(5);
        whole.Add(-3);
        var real = probe.Meter.CreateCounter<double>("real");
        real.Add(1.5);
        real.Add(-1);
        real.Add(double.NaN);
        Assert.Equal(5, probe.Value("whole_total"));
        Assert.Equal(1.5, probe.Value("real_total"));
    }

    [Fact]
    public void Write_observed_series_that_are_gone_vanish()
    {
        using var probe = new ExporterProbe();
        var pools = new List<string> { "a", "b" };
        probe.Meter.CreateObservableGauge("pool.size", () => pools.Select(p => new Measurement<int>(1, Tag("pool", p))));
        Assert.Contains("pool_size{pool=\"a\"} 1", probe.Scrape(), StringComparison.Ordinal);
        pools.Remove("a");
        var text = probe.Scrape();
        Assert.DoesNotContain("pool=\"a\"", text, StringComparison.Ordinal);
        Assert.Contains("pool_size{pool=\"b\"} 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_observed_counter_shows_the_observation_not_the_sum_of_scrapes()
    {
        using var probe = new ExporterProbe();
        probe.Meter.CreateObservableCounter("ticks", () => 7L);
        probe.Scrape();
        Assert.Equal(7, probe.Value("ticks_total"));
    }

    [Fact]
    public void Write_failing_observation_leaves_the_others()
    {
        using var probe = new ExporterProbe();
        probe.Meter.CreateObservableGauge("bad", new Func<int>(() => throw new InvalidOperationException("broken")));
        probe.Meter.CreateObservableGauge("good", () => 1);
        Assert.Equal(1, probe.Value("good"));
    }

    [Fact]
    public void Write_same_instrument_in_two_meters_is_one_family()
    {
        using var probe = new ExporterProbe();
        using var twin = new Meter(probe.Meter.Name);
        probe.Meter.CreateCounter<long>("shared").Add(1);
        twin.CreateCounter<long>("shared").Add(2);
        var text = probe.Scrape();
        Assert.Single(text.Split('\n'), l => l.StartsWith("# TYPE shared_total", StringComparison.Ordinal));
        Assert.Contains("shared_total 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_name_taken_by_another_type_keeps_the_first()
    {
        using var probe = new ExporterProbe();
        probe.Meter.CreateGauge<long>("clash").Record(1);
        probe.Meter.CreateUpDownCounter<long>("clash").Add(9);
        Assert.Equal("# HELP clash clash\n# TYPE clash gauge\nclash 1\n", probe.Scrape());
    }

    [Fact]
    public void Start_other_meters_are_not_collected()
    {
        using var probe = new ExporterProbe();
        using var other = new Meter("Elsewhere");
        var counter = other.CreateCounter<long>("elsewhere");
        Assert.False(counter.Enabled);
    }

    [Fact]
    public void Dispose_stops_listening()
    {
        using var probe = new ExporterProbe();
        var counter = probe.Meter.CreateCounter<long>("late");
        counter.Add(1);
        probe.Exporter.Dispose();
        counter.Add(1);
        Assert.False(counter.Enabled);
        Assert.Equal(1, probe.Value("late_total"));
    }

    [Fact]
    public async Task Record_from_many_threads_sums_exactly()
    {
        const int Threads = 8, Each = 20_000;
        using var probe = new ExporterProbe();
        var whole = probe.Meter.CreateCounter<long>("whole");
        var real = probe.Meter.CreateCounter<double>("real");
        var histogram = probe.Meter.CreateHistogram<double>("spread", "s");
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                whole.Add(1, Tag("shard", i % 10));
                real.Add(0.5);
                histogram.Record((i % 4) * 0.25, Tag("shard", i % 10), Tag("side", t % 2 == 0));
            }
        }, TestContext.Current.CancellationToken)));

        for (var shard = 0; shard < 10; shard++) Assert.Equal(Threads * Each / 10, probe.Value($"whole_total{{shard=\"{shard}\"}}"));
        Assert.Equal(Threads * Each / 2, probe.Value("real_total"));
        Assert.Equal(Threads * Each, Enumerable.Range(0, 10).Sum(s => probe.Value($"spread_seconds_count{{shard=\"{s}\",side=\"true\"}}") * 2));
        Assert.Equal(Threads * Each * 0.375, Enumerable.Range(0, 10).Sum(s => probe.Value($"spread_seconds_sum{{shard=\"{s}\",side=\"true\"}}") * 2));
    }
}
