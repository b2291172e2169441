using AgentGrid.Bench.Load;

namespace AgentGrid.Bench.Gateway;

/// <summary>One peer in one phase of one round.</summary>
/// <param name="GatewayCpuSeconds">Processor time of the gateway's process tree during the run; 0 for the direct way.</param>
/// <param name="UpstreamCpuSeconds">Processor time of the mock during the run.</param>
internal sealed record Sample(int Round, string Peer, LoadPhase Phase, LoadResult Result, double GatewayCpuSeconds, double UpstreamCpuSeconds)
{
    internal double GatewayMicrosPerRequest => GatewayCpuSeconds * 1e6 / Result.Sent;

    /// <summary>Processor time of generator and mock together per request, in microseconds.</summary>
    internal double LoadMicrosPerRequest => Result.GeneratorMicrosPerRequest + (UpstreamCpuSeconds * 1e6 / Result.Sent);

    /// <summary>Cores the gateway kept busy.</summary>
    internal double GatewayCoresUsed => GatewayCpuSeconds / Result.ElapsedSeconds;
}
