namespace AgentGrid.Bench.Reporting;

/// <summary>Under which conditions figures were taken; without these they mean nothing.</summary>
internal sealed record Conditions
{
    public required DateTimeOffset Time { get; init; }

    public required string Processor { get; init; }

    public required int Cores { get; init; }

    public required double MemoryGigabytes { get; init; }

    public required string Kernel { get; init; }

    public required string System { get; init; }

    /// <summary>Program name to version; "missing" where it is not installed.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Commit of the source tree, with "+ local changes" where it was changed.</summary>
    public required string Commit { get; init; }

    /// <summary>Pinning, rounds, seconds, payloads: what the scenario states about itself.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
