using AgentGrid.Bench.Gateway;
using AgentGrid.Bench.Reporting;
using AgentGrid.Bench.Upstream;

namespace AgentGrid.Bench.Scenarios;

/// <summary>What a gateway costs: direct, ours, nginx and Portkey side by side.</summary>
internal sealed class GatewayScenario : IScenario
{
    private static IReadOnlyList<Layout> Layouts => Layout.ForThisMachine(Environment.ProcessorCount);

    public string Name => "gateway";

    public string Summary => "requests/s, added latency, stream delay and memory: direct, AgentGrid, nginx, Portkey";

    public IReadOnlyDictionary<string, string> Settings(BenchOptions options) => new Dictionary<string, string>
    {
        ["layouts"] = string.Join(", ", Layouts.Select(layout => $"{layout.Name} ({layout.Description})")),
        ["headline"] = Layouts[^1].Name,
        ["answers"] = $"{CannedAnswers.BodyLength} bytes of JSON, or {CannedAnswers.Chunks} chunks of server-sent events",
        ["weights"] = string.Join('/', PeerSetup.Weights),
        ["phases"] = string.Join(", ", LoadPhase.All.Select(phase => $"{phase.Name} ({phase.Connections} connections)")),
    };

    public async Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        foreach (var layout in Layouts) await new LayoutRun(layout, options, report).MeasureAsync(cancellation);
    }
}
