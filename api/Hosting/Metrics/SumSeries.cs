namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>A running sum; whole numbers are added exactly, in a part of their own.</summary>
/// <param name="labels">The label set in the text format, UTF-8, without braces.</param>
/// <param name="monotonic">Whether negative numbers are ignored, as a counter must.</param>
internal sealed class SumSeries(byte[] labels, bool monotonic) : MetricSeries(labels)
{
    private long _whole;
    private long _fractionBits;

    internal override void Record(long value)
    {
        if (value >= 0 || !monotonic) Interlocked.Add(ref _whole, value);
    }

    internal override void Record(double value)
    {
        if (value >= 0 || (!monotonic && !double.IsNaN(value))) Add(ref _fractionBits, value);
    }

    internal override void Write(PrometheusText text, MetricFamily family) =>
        text.Sample(family.Name, Labels, Interlocked.Read(ref _whole) + BitConverter.Int64BitsToDouble(Volatile.Read(ref _fractionBits)));
}
