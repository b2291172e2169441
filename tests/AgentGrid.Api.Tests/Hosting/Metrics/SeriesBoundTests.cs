using System.Diagnostics.Metrics;
using static AgentGrid.Api.Tests.Hosting.Metrics.ExporterProbe;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

public sealed class SeriesBoundTests
{
    [Fact]
    public void Record_beyond_the_bound_goes_to_the_overflow_series()
    {
        using var probe = new ExporterProbe(maxSeries: 3);
        var counter = probe.Meter.CreateCounter<long>("bounded");
        for (var i = 0; i < 100; i++) counter.Add(1, Tag("id", i));
        counter.Add(1, Tag("id", 2));

        Assert.Equal(1, probe.Value("bounded_total{id=\"0\"}"));
        Assert.Equal(2, probe.Value("bounded_total{id=\"2\"}"));
        Assert.Equal(97, probe.Value("bounded_total{otel_metric_overflow=\"true\"}"));
        Assert.Equal(4, probe.Scrape().Split('\n').Count(l => l.StartsWith("bounded", StringComparison.Ordinal)));
    }

    [Fact]
    public void Record_exactly_the_bound_has_no_overflow()
    {
        using var probe = new ExporterProbe(maxSeries: 3);
        var counter = probe.Meter.CreateCounter<long>("bounded");
        for (var i = 0; i < 3; i++) counter.Add(1, Tag("id", i));
        Assert.DoesNotContain("overflow", probe.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Record_more_orders_of_tags_than_remembered_loses_nothing()
    {
        using var probe = new ExporterProbe(maxSeries: 1);
        var counter = probe.Meter.CreateCounter<long>("orders");
        var (a, b, c) = (Tag("a", 1), Tag("b", 2), Tag("c", 3));
        counter.Add(1, a, b, c);
        counter.Add(1, c, b, a);
        counter.Add(1, b, a, c);
        counter.Add(1, a, b, c);
        Assert.Equal(3, probe.Value("orders_total{a=\"1\",b=\"2\",c=\"3\"}"));
        Assert.Equal(1, probe.Value("orders_total{otel_metric_overflow=\"true\"}"));
    }

    [Fact]
    public void Write_observable_beyond_the_bound_recovers_when_series_vanish()
    {
        using var probe = new ExporterProbe(maxSeries: 2);
        var first = 0;
        probe.Meter.CreateObservableUpDownCounter("moving", () => Enumerable.Range(first, 2).Select(i => new Measurement<int>(1, Tag("id", i))));
        for (first = 0; first < 20; first += 2) Assert.DoesNotContain("overflow", probe.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Record_known_tags_allocates_nothing()
    {
        using var probe = new ExporterProbe();
        var histogram = probe.Meter.CreateHistogram<double>("hot", "s");
        var counter = probe.Meter.CreateCounter<long>("hot");
        KeyValuePair<string, object?>[] tags = [Tag("a", "one"), Tag("b", 2), Tag("c", true), Tag("d", 4L), Tag("e", "five"), Tag("f", null)];
        AssertAllocatesNothing(() => histogram.Record(0.1, tags), () => counter.Add(1, tags));
    }

    [Fact]
    public void Record_strangers_after_overflow_allocates_nothing()
    {
        using var probe = new ExporterProbe(maxSeries: 1);
        var counter = probe.Meter.CreateCounter<long>("hot");
        for (var i = 0; i < 10; i++) counter.Add(1, Tag("id", i));
        var stranger = Tag("id", "another");
        AssertAllocatesNothing(() => counter.Add(1, stranger));
    }

    private static void AssertAllocatesNothing(params ReadOnlySpan<Action> records)
    {
        foreach (var record in records)
        {
            record();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) record();
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }
}
