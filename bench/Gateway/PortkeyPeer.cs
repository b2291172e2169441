using System.Text.Json;
using AgentGrid.Bench.Processes;

namespace AgentGrid.Bench.Gateway;

/// <summary>The Portkey gateway from npm with a weighted load balance over the mock; details in peers/portkey/README.md.</summary>
internal sealed class PortkeyPeer : IPeer
{
    private readonly ChildProcess _process;

    private PortkeyPeer(ChildProcess process, int port, string config) =>
        (_process, Port, Headers) = (process, port, ["x-portkey-config: " + config]);

    public string Name => GatewayPeers.Portkey;

    public int Port { get; }

    public IReadOnlyList<string> Headers { get; }

    public string Model => "bench-model";

    public int? ProcessId => _process.Id;

    /// <summary>Version in use, or null before it was installed.</summary>
    internal static string? Version()
    {
        var file = Path.Combine(Package, "package.json");
        return File.Exists(file) ? JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("version").GetString() : null;
    }

    /// <exception cref="PeerMissingException">Node is not installed, or npm cannot install the package.</exception>
    internal static async Task<IPeer> StartAsync(PeerSetup setup, CancellationToken cancellation)
    {
        var node = Programs.Find("node") ?? throw new PeerMissingException("node is not installed (Debian: apt-get install nodejs npm)");
        await InstallAsync(cancellation);
        var port = Ports.Free(1)[0];
        var process = ChildProcess.Start(new ProcessPlan("Portkey", node, [Path.Combine(Package, "build", "start-server.js"), $"--port={port}", "--headless"])
        {
            Cores = setup.Layout.GatewayCores,
            Folder = setup.Folder,
            Environment = new Dictionary<string, string> { ["NODE_ENV"] = "production", ["TRUSTED_CUSTOM_HOSTS"] = "127.0.0.1" },
        });
        await Ports.WaitAsync(port, process, cancellation);
        return new PortkeyPeer(process, port, Config(setup));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Folder => Path.Combine(Programs.PeersFolder, "portkey");

    private static string Package => Path.Combine(Folder, "node_modules", "@portkey-ai", "gateway");

    private static async Task InstallAsync(CancellationToken cancellation)
    {
        if (Version() is not null) return;
        var npm = Programs.Find("npm") ?? throw new PeerMissingException("npm is not installed (Debian: apt-get install npm)");
        try
        {
            await ChildProcess.RunAsync(new ProcessPlan("npm ci", npm, ["ci", "--no-audit", "--no-fund"]) { Folder = Folder }, "", cancellation);
        }
        catch (InvalidOperationException failure)
        {
            throw new PeerMissingException(failure.Message);
        }
    }

    private static string Config(PeerSetup setup) => JsonSerializer.Serialize(new
    {
        strategy = new { mode = "loadbalance" },
        targets = setup.Upstreams.Select(one => new { provider = "openai", api_key = "bench", custom_host = $"http://127.0.0.1:{one.Port}/v1", weight = one.Weight }),
    });
}
