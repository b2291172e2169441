namespace AgentGrid.Bench.Reporting;

/// <summary>What is made of several rounds.</summary>
internal static class Statistics
{
    /// <summary>The middle value (the mean of the two middle ones for an even number); null when there is none.</summary>
    internal static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) return null;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
