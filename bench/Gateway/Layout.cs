namespace AgentGrid.Bench.Gateway;

/// <summary>Which cores who gets: the same for every peer. Core lists are in the form of <c>taskset -c</c>; null = any core.</summary>
internal sealed record Layout(string Name, string Description, string? LoadCores, string? UpstreamCores, string? GatewayCores, int GatewayCoreCount)
{
    /// <summary>All layouts that this machine has the cores for; the last one is the headline.</summary>
    internal static IReadOnlyList<Layout> ForThisMachine(int cores)
    {
        var together = new Layout("together", "nothing pinned, all share all cores", null, null, null, cores);
        return cores switch
        {
            1 => [together],
            < 4 => [together, new Layout("apart", "generator and upstream on core 0, gateway on core 1", "0", "0", "1", 1)],
            _ => [together, new Layout("apart", "generator on core 0, upstream on core 1, gateway on core 2", "0", "1", "2", 1)],
        };
    }
}
