namespace AgentGrid.Bench.Rooms;

/// <summary>Which cores take part; null: not pinned.</summary>
/// <param name="Description">For the report.</param>
/// <param name="LoadCores">Of the generator.</param>
/// <param name="ServerCores">Of the server and its PostgreSQL together.</param>
internal sealed record RoomLayout(string Description, string? LoadCores, string? ServerCores)
{
    /// <summary>A server and its PostgreSQL have two cores. From four cores on the generator has others; on fewer it takes its share of them.</summary>
    internal static RoomLayout ForThisMachine(int cores) => cores < 4
        ? new RoomLayout($"nothing pinned: server, PostgreSQL and generator share {cores} cores", null, null)
        : new RoomLayout("server and PostgreSQL on cores 0 and 1, generator on 2 and 3 (taskset)", "2,3", "0,1");
}
