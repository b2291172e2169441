namespace AgentGrid.Bench.Load;

/// <summary>What one run of the load generator saw.</summary>
internal sealed record LoadResult
{
    /// <summary>Answers that passed every check within the counted seconds.</summary>
    public required long Requests { get; init; }

    /// <summary>All requests sent, warm-up included: what processor time is divided by.</summary>
    public required long Sent { get; init; }

    /// <summary>Seconds from the first request to the last answer, warm-up included.</summary>
    public required double ElapsedSeconds { get; init; }

    public required double RequestsPerSecond { get; init; }

    /// <summary>From the (intended) send time to the last byte.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>From the (intended) send time to the first content chunk; streamed answers only.</summary>
    public LatencySummary? FirstChunk { get; init; }

    /// <summary>From the upstream's write of a chunk to its arrival here; streamed answers only.</summary>
    public LatencySummary? ChunkDelay { get; init; }

    /// <summary>How late the generator itself sent (open loop only); it is part of <see cref="Latency"/>.</summary>
    public LatencySummary? SendDelay { get; init; }

    /// <summary>Processor time of the generator per request sent, in microseconds.</summary>
    public required double GeneratorMicrosPerRequest { get; init; }

    /// <summary>Failed requests by reason (empty = every answer was right).</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }
}
