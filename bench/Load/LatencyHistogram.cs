using System.Numerics;

namespace AgentGrid.Bench.Load;

/// <summary>
/// Counts of durations in nanoseconds in log-linear buckets (the idea of HdrHistogram): 128 buckets per power of two, so any percentile is exact
/// to 0.8 %, over the whole range of <see cref="long"/>, in constant memory and without allocation.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int SubCount = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits + 1) * SubCount];

    internal long Count { get; private set; }

    internal long Max { get; private set; }

    internal void Record(long nanoseconds)
    {
        var value = Math.Max(0, nanoseconds);
        _counts[IndexOf(value)]++;
        Count++;
        if (value > Max) Max = value;
    }

    /// <summary>Smallest recorded duration (nanoseconds, upper edge of its bucket) that <paramref name="percentile"/> percent do not exceed; 0 when empty.</summary>
    internal long Percentile(double percentile)
    {
        var wanted = (long)Math.Ceiling(Count * percentile / 100);
        long seen = 0;
        for (var index = 0; index < _counts.Length && Count > 0; index++)
        {
            seen += _counts[index];
            if (seen >= wanted && seen > 0) return Math.Min(Max, UpperEdge(index));
        }

        return 0;
    }

    internal LatencySummary Summarise() => new(Count, Micro(Percentile(50)), Micro(Percentile(90)), Micro(Percentile(99)), Micro(Percentile(99.9)), Micro(Max));

    private static double Micro(long nanoseconds) => nanoseconds / 1000.0;

    private static int IndexOf(long value)
    {
        if (value < SubCount) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) * SubCount) + (int)((value >> shift) - SubCount);
    }

    private static long UpperEdge(int index)
    {
        var group = index / SubCount;
        if (group == 0) return index;
        var shift = group - 1;
        return ((long)((index % SubCount) + SubCount + 1) << shift) - 1;
    }
}
