namespace AgentGrid.Bench.Gateway;

/// <summary>This project's gateway as it is shipped: its own process with a private database, sign-in, limits and metrics on.</summary>
internal sealed class GridPeer : IPeer
{
    private readonly GridProcess _grid;

    private GridPeer(GridProcess grid) => _grid = grid;

    public string Name => GatewayPeers.Grid;

    public int Port => _grid.Port;

    public IReadOnlyList<string> Headers => ["Authorization: Bearer " + _grid.Token];

    public string Model => "pool/default";

    public int? ProcessId => _grid.ProcessId;

    public int? DetachedProcessId => _grid.DatabaseProcessId;

    /// <exception cref="PeerMissingException">The api project does not build, or its process ends by itself.</exception>
    internal static async Task<IPeer> StartAsync(PeerSetup setup, CancellationToken cancellation)
    {
        await GridProcess.BuildAsync(cancellation);
        var grid = GridProcess.Start(setup.Folder, setup.Layout.GatewayCores);
        try
        {
            await grid.WaitUntilHealthyAsync(cancellation);
            using var admin = new GridAdmin(grid);
            await admin.RegisterAgentsAsync(setup.Upstreams, cancellation);
            await admin.LiftLimitsAsync(cancellation);
            return new GridPeer(grid);
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _grid.DisposeAsync();
}
