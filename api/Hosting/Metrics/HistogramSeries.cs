namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>Counts by bucket and a sum. The total count is the sum of the buckets, so that it always agrees with them.</summary>
/// <param name="labels">The label set in the text format, UTF-8, without braces.</param>
/// <param name="bounds">Upper bounds of the buckets, inclusive and ascending, without infinity.</param>
internal sealed class HistogramSeries(byte[] labels, double[] bounds) : MetricSeries(labels)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sumBits;

    internal override void Record(double value)
    {
        if (double.IsNaN(value)) return;
        Interlocked.Increment(ref _counts[BucketOf(value)]);
        Add(ref _sumBits, value);
    }

    internal override void Write(PrometheusText text, MetricFamily family)
    {
        long count = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            count += Interlocked.Read(ref _counts[i]);
            text.Bucket(family.BucketName, Labels, i < bounds.Length ? bounds[i] : double.PositiveInfinity, count);
        }

        text.Sample(family.SumName, Labels, BitConverter.Int64BitsToDouble(Volatile.Read(ref _sumBits)));
        text.Sample(family.CountName, Labels, count);
    }

    // The first bucket whose bound is not below the value.
    private int BucketOf(double value)
    {
        int low = 0, high = bounds.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (bounds[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
