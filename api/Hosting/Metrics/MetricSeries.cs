namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>The numbers of one label set. Recording is safe from any thread, takes no lock and allocates nothing.</summary>
/// <param name="labels">The label set in the text format, UTF-8, without braces.</param>
internal abstract class MetricSeries(byte[] labels)
{
    internal ReadOnlySpan<byte> Labels => labels;

    internal abstract void Record(double value);

    internal virtual void Record(long value) => Record((double)value);

    internal abstract void Write(PrometheusText text, MetricFamily family);

    /// <summary>Adds to a double that is kept as its bits (comparing values would mistake -0 for 0).</summary>
    protected static void Add(ref long bits, double value)
    {
        var seen = Volatile.Read(ref bits);
        while (true)
        {
            var sum = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value);
            var found = Interlocked.CompareExchange(ref bits, sum, seen);
            if (found == seen) return;
            seen = found;
        }
    }
}
