using System.Diagnostics.Metrics;
using System.Numerics;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>What an instrument is, read once when it is published.</summary>
internal readonly record struct InstrumentShape(MetricKind Kind, double[] Bounds)
{
    // OpenTelemetry's defaults: for seconds those that the HTTP conventions advise, else the general ones.
    private static readonly double[] SecondBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] OtherBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    /// <summary>The shape, or null for an instrument of an unknown class.</summary>
    internal static InstrumentShape? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        if (!type.IsGenericType) return null;
        var general = type.GetGenericTypeDefinition();
        if (general == typeof(Histogram<>)) return new(MetricKind.Histogram, BoundsOf(instrument));
        if (general == typeof(Counter<>) || general == typeof(ObservableCounter<>)) return new(MetricKind.Counter, []);
        if (general == typeof(UpDownCounter<>) || general == typeof(ObservableUpDownCounter<>)) return new(MetricKind.UpDownCounter, []);
        if (general == typeof(Gauge<>) || general == typeof(ObservableGauge<>)) return new(MetricKind.Gauge, []);
        return null;
    }

    private static double[] BoundsOf(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> h => Advised(h),
            Histogram<float> h => Advised(h),
            Histogram<decimal> h => Advised(h),
            Histogram<long> h => Advised(h),
            Histogram<int> h => Advised(h),
            Histogram<short> h => Advised(h),
            Histogram<byte> h => Advised(h),
            _ => null,
        };
        return advised ?? (instrument.Unit == "s" ? SecondBounds : OtherBounds);
    }

    // The infinite bucket is always there and must not be written twice.
    private static double[]? Advised<T>(Histogram<T> histogram)
        where T : struct, INumberBase<T> => histogram.Advice?.HistogramBucketBoundaries is { } bounds
            ? [.. bounds.Select(double.CreateSaturating).Where(double.IsFinite).Distinct().Order()]
            : null;
}
