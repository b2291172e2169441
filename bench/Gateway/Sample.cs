using AgentGrid.Bench.Load;

namespace AgentGrid.Bench.Gateway;

/// <summary>One peer in one phase of one round.</summary>
internal sealed record Sample(int Round, string Peer, LoadPhase Phase, LoadResult Result)
{
    /// <summary>Seconds from before the generator's start to after its end: what the processor times below belong to.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Processor time of the gateway's process tree; 0 for the direct way.</summary>
    public required double GatewayCpuSeconds { get; init; }

    /// <summary>Processor time of the mock.</summary>
    public required double UpstreamCpuSeconds { get; init; }

    /// <summary>Processor time of the whole machine.</summary>
    public required double MachineCpuSeconds { get; init; }

    internal double GatewayMicrosPerRequest => GatewayCpuSeconds * 1e6 / Result.Sent;

    /// <summary>Processor time of generator and mock together per request, in microseconds.</summary>
    internal double LoadMicrosPerRequest => Result.GeneratorMicrosPerRequest + (UpstreamCpuSeconds * 1e6 / Result.Sent);

    /// <summary>Cores the gateway kept busy.</summary>
    internal double GatewayCoresUsed => GatewayCpuSeconds / Result.ElapsedSeconds;

    /// <summary>Cores that programs outside this measurement kept busy (or other machines of the same host). More than a trace spoils rates and percentiles.</summary>
    internal double OtherCoresUsed =>
        Math.Max(0, MachineCpuSeconds - GatewayCpuSeconds - UpstreamCpuSeconds - (Result.GeneratorMicrosPerRequest * Result.Sent / 1e6)) / WallSeconds;
}
