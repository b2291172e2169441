namespace AgentGrid.Domain.Agents;

/// <summary>
/// Statistics of one agent over the last five minutes, in slots of 30 s: the oldest slot falls out as a whole, so a snapshot covers 270 to 300 s.
/// Latencies go into a logarithmic histogram of at most 5 % relative error between 0.1 ms and one hour; what lies outside counts at the edge.
/// About 7 KB per agent; <see cref="Record"/> does not allocate. Not thread-safe: one owner.
/// </summary>
public sealed class RollingStats
{
    /// <summary>Length of the window in seconds.</summary>
    public const int WindowSeconds = 300;

    private const int Slots = 10;
    private const long SlotMs = WindowSeconds * 1000L / Slots;
    private const double MaxError = 0.05;
    private const double Gamma = (1 + MaxError) / (1 - MaxError);
    private const double MinMs = 0.1;
    private const double MaxMs = 3_600_000;

    private static readonly double LogGamma = Math.Log(Gamma);
    private static readonly int Buckets = BucketOf(MaxMs) + 1;

    private readonly Slot[] _slots = new Slot[Slots];
    private readonly uint[] _histogram = new uint[Slots * Buckets];

    /// <summary>Takes one ended request.</summary>
    /// <param name="nowMs">When it ended, on a clock that does not run backwards, not negative.</param>
    /// <param name="latencyMs">How long it took, in milliseconds.</param>
    /// <param name="success">Whether the agent did its part.</param>
    /// <param name="inputTokens">Tokens the agent read.</param>
    /// <param name="outputTokens">Tokens the agent wrote.</param>
    public void Record(long nowMs, double latencyMs, bool success, long inputTokens, long outputTokens)
    {
        var index = Open(nowMs);
        ref var slot = ref _slots[index];
        slot.Requests++;
        slot.Successes += success ? 1 : 0;
        slot.InputTokens += inputTokens;
        slot.OutputTokens += outputTokens;
        _histogram[(index * Buckets) + BucketOf(latencyMs)]++;
    }

    /// <summary>Takes the tokens of a request that ended without telling anything about the agent: it counts neither as a request nor as a latency.</summary>
    public void RecordTokens(long nowMs, long inputTokens, long outputTokens)
    {
        ref var slot = ref _slots[Open(nowMs)];
        slot.InputTokens += inputTokens;
        slot.OutputTokens += outputTokens;
    }

    // The slot of this time, emptied when it last served an earlier window.
    private int Open(long nowMs)
    {
        // Epochs start at 1 so that an unused slot (0) is never in the window.
        var epoch = EpochOf(nowMs);
        var index = (int)(epoch % Slots);
        if (_slots[index].Epoch < epoch)
        {
            _slots[index] = new Slot { Epoch = epoch };
            _histogram.AsSpan(index * Buckets, Buckets).Clear();
        }
        return index;
    }

    /// <summary>The statistics of the window that ends now.</summary>
    public RollingSnapshot Snapshot(long nowMs)
    {
        var newest = EpochOf(nowMs);
        Span<long> merged = stackalloc long[Buckets];
        merged.Clear();
        long requests = 0, successes = 0, input = 0, output = 0;
        for (var i = 0; i < Slots; i++)
        {
            ref readonly var slot = ref _slots[i];
            if (slot.Epoch == 0 || slot.Epoch <= newest - Slots)
                continue;
            requests += slot.Requests;
            successes += slot.Successes;
            input += slot.InputTokens;
            output += slot.OutputTokens;
            for (var b = 0; b < merged.Length; b++)
                merged[b] += _histogram[(i * Buckets) + b];
        }
        return requests == 0
            ? new RollingSnapshot(0, null, null, null, null, input, output, WindowSeconds)
            : new RollingSnapshot(requests, (double)successes / requests, Percentile(merged, requests, 0.50), Percentile(merged, requests, 0.95),
                Percentile(merged, requests, 0.99), input, output, WindowSeconds);
    }

    private static long EpochOf(long nowMs) => (Math.Max(0, nowMs) / SlotMs) + 1;

    // Bucket 0 holds everything up to MinMs; bucket i holds (MinMs·γ^(i-1), MinMs·γ^i]. NaN compares false and lands in bucket 0.
    private static int BucketOf(double latencyMs) =>
        latencyMs > MinMs ? (int)Math.Ceiling(Math.Log(Math.Min(latencyMs, MaxMs) / MinMs) / LogGamma) : 0;

    // The nearest rank's bucket, shown by the value that is at most MaxError away from both of the bucket's edges.
    private static double Percentile(ReadOnlySpan<long> histogram, long requests, double quantile)
    {
        var rank = (long)Math.Ceiling(quantile * requests);
        var bucket = 0;
        for (var seen = histogram[0]; seen < rank; seen += histogram[bucket])
            bucket++;
        return bucket == 0 ? MinMs : MinMs * Math.Pow(Gamma, bucket) * 2 / (Gamma + 1);
    }

    private struct Slot
    {
        internal long Epoch;
        internal long Requests;
        internal long Successes;
        internal long InputTokens;
        internal long OutputTokens;
    }
}
