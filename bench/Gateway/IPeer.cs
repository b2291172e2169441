namespace AgentGrid.Bench.Gateway;

/// <summary>A running gateway (or none, for the direct way) that answers POST /v1/chat/completions.</summary>
internal interface IPeer : IAsyncDisposable
{
    string Name { get; }

    int Port { get; }

    /// <summary>Request headers that this peer needs.</summary>
    IReadOnlyList<string> Headers { get; }

    /// <summary>What stands in the <c>model</c> field.</summary>
    string Model { get; }

    /// <summary>Process whose tree is charged for processor time and memory; null for the direct way.</summary>
    int? ProcessId { get; }

    /// <summary>A process that belongs to it but has left its tree; null for none.</summary>
    int? DetachedProcessId => null;
}
