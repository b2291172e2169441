namespace AgentGrid.Bench.Rooms;

/// <summary>Finds the highest rate of a ladder that holds, by halving; the next time it begins where the last one ended.</summary>
internal sealed class RateSearch
{
    private int _last = -1;

    /// <summary>Messages per second; about a tenth from one to the next.</summary>
    internal static IReadOnlyList<int> Ladder { get; } =
        [250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2250, 2500, 2750, 3000, 3500, 4000, 4500, 5000, 5500, 6000, 6500, 7000, 7500, 8000, 9000, 10_000, 11_000, 12_000, 13_000, 14_000];

    /// <summary>The best run that held; null when not even the lowest rate did.</summary>
    internal async Task<RoomLoadResult?> FindAsync(Func<int, Task<RoomLoadResult>> run, Func<RoomLoadResult, bool> holds)
    {
        RoomLoadResult? best = null;
        var (low, high) = (-1, Ladder.Count);
        while (high - low > 1)
        {
            var next = Next(low, high);
            var result = await run(Ladder[next]);
            if (holds(result)) (low, best) = (next, result);
            else high = next;
        }

        _last = low;
        return best;
    }

    private int Next(int low, int high)
    {
        if (_last < 0) return (low + high) / 2;
        // First where it was the last time, then up or down one by one.
        if (low < 0) return Math.Min(_last, high - 1);
        return high == Ladder.Count ? low + 1 : (low + high) / 2;
    }
}
