using AgentGrid.Bench.Processes;

namespace AgentGrid.Bench.Gateway;

/// <summary>nginx with a weighted <c>upstream</c>; what is configured and why stands in peers/nginx/README.md.</summary>
internal sealed class NginxPeer : IPeer
{
    private readonly ChildProcess _process;

    private NginxPeer(ChildProcess process, int port) => (_process, Port) = (process, port);

    public string Name => GatewayPeers.Nginx;

    public int Port { get; }

    public IReadOnlyList<string> Headers => [];

    public string Model => "bench-model";

    public int? ProcessId => _process.Id;

    /// <exception cref="PeerMissingException">nginx is not installed.</exception>
    internal static async Task<IPeer> StartAsync(PeerSetup setup, CancellationToken cancellation)
    {
        var program = Programs.Find("nginx") ?? throw new PeerMissingException("nginx is not installed (Debian: apt-get install nginx-light)");
        var port = Ports.Free(1)[0];
        var template = await File.ReadAllTextAsync(Path.Combine(Programs.PeersFolder, "nginx", "nginx.conf.template"), cancellation);
        var configuration = Path.Combine(setup.Folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Fill(template, setup, port), cancellation);
        var process = ChildProcess.Start(new ProcessPlan("nginx", program, ["-p", setup.Folder, "-c", configuration, "-e", "stderr", "-g", "daemon off;"]) { Cores = setup.Layout.GatewayCores });
        await Ports.WaitAsync(port, process, cancellation);
        return new NginxPeer(process, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Fill(string template, PeerSetup setup, int port) => template
        .Replace("{folder}", setup.Folder, StringComparison.Ordinal)
        .Replace("{workers}", $"{setup.Layout.GatewayCoreCount}", StringComparison.Ordinal)
        .Replace("{connections}", $"{setup.Connections}", StringComparison.Ordinal)
        .Replace("{port}", $"{port}", StringComparison.Ordinal)
        .Replace("{servers}", string.Join("\n        ", setup.Upstreams.Select(one => $"server 127.0.0.1:{one.Port} weight={one.Weight};")), StringComparison.Ordinal);
}
