namespace AgentGrid.Bench.Gateway;

/// <summary>No gateway: the generator talks to the mock. Every added time is the difference from this.</summary>
internal sealed class DirectPeer(int port) : IPeer
{
    public string Name => GatewayPeers.Direct;

    public int Port => port;

    public IReadOnlyList<string> Headers => [];

    public string Model => "bench-model";

    public int? ProcessId => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
