namespace AgentGrid.Bench.Gateway;

/// <summary>The gateways that are compared, ours first.</summary>
internal static class GatewayPeers
{
    internal const string Direct = "direct";
    internal const string Grid = "AgentGrid";
    internal const string Nginx = "nginx";
    internal const string Portkey = "Portkey";

    internal static IReadOnlyList<(string Name, Func<PeerSetup, CancellationToken, Task<IPeer>> Start)> All { get; } =
        [(Grid, GridPeer.StartAsync), (Nginx, NginxPeer.StartAsync), (Portkey, PortkeyPeer.StartAsync)];
}
