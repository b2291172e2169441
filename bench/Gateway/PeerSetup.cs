namespace AgentGrid.Bench.Gateway;

/// <summary>What a peer needs to start.</summary>
/// <param name="UpstreamPorts">Three ports of the mock, in the order of <see cref="Weights"/>.</param>
/// <param name="Folder">A folder of its own for configuration and data, removed afterwards.</param>
/// <param name="Connections">The most connections the generator opens.</param>
internal sealed record PeerSetup(IReadOnlyList<int> UpstreamPorts, Layout Layout, string Folder, int Connections)
{
    /// <summary>How every peer that balances divides the requests.</summary>
    internal static IReadOnlyList<int> Weights { get; } = [5, 1, 1];

    internal IEnumerable<(int Port, int Weight)> Upstreams => UpstreamPorts.Zip(Weights);
}
