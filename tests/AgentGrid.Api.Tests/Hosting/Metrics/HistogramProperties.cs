using System.Diagnostics.Metrics;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

public sealed class HistogramProperties
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Buckets_any_values_are_cumulative_and_agree_with_count_and_sum(int seed)
    {
        var random = new Random(seed);
        double[] bounds = [.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => random.Next(-40, 40) / 4.0).Distinct().Order()];
        double[] values = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => random.Next(-60, 60) / 4.0)];
        using var probe = new ExporterProbe();
        var histogram = probe.Meter.CreateHistogram("h", null, null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
        foreach (var value in values) histogram.Record(value);

        foreach (var bound in bounds)
            Assert.Equal(values.Count(v => v <= bound), probe.Value(FormattableString.Invariant($"h_bucket{{le=\"{bound}\"}}")));
        Assert.Equal(values.Length, probe.Value("h_bucket{le=\"+Inf\"}"));
        Assert.Equal(values.Length, probe.Value("h_count"));
        Assert.Equal(values.Sum(), probe.Value("h_sum"));
    }

    [Fact]
    public void Buckets_advice_of_whole_numbers_and_infinity_is_honoured()
    {
        using var probe = new ExporterProbe();
        var ten = new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 10] };
        var endless = new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, double.PositiveInfinity] };
        var whole = probe.Meter.CreateHistogram("whole", null, null, null, ten);
        var real = probe.Meter.CreateHistogram("real", null, null, null, endless);
        whole.Record(10);
        real.Record(2);
        Assert.Equal(1, probe.Value("whole_bucket{le=\"10\"}"));
        Assert.Equal(1, probe.Value("real_bucket{le=\"+Inf\"}"));
    }

    [Theory]
    [InlineData("s", "0.005", 15)]
    [InlineData("By", "10000", 16)]
    public void Buckets_without_advice_are_those_of_the_unit(string unit, string bound, int count)
    {
        using var probe = new ExporterProbe();
        probe.Meter.CreateHistogram<double>("h", unit).Record(1);
        var buckets = probe.Scrape().Split('\n').Where(l => l.Contains("_bucket{", StringComparison.Ordinal)).ToList();
        Assert.Equal(count, buckets.Count);
        Assert.Contains(buckets, b => b.Contains($"le=\"{bound}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Record_not_a_number_is_ignored()
    {
        using var probe = new ExporterProbe();
        var histogram = probe.Meter.CreateHistogram<double>("h");
        histogram.Record(1);
        histogram.Record(double.NaN);
        Assert.Equal(1, probe.Value("h_count"));
        Assert.Equal(1, probe.Value("h_sum"));
    }
}
