using System.Text.Json.Serialization;

namespace AgentGrid.Bench.Load;

/// <summary>One run of the load generator against one port of this machine.</summary>
internal sealed record LoadPlan
{
    /// <summary>TCP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Request target of the POST.</summary>
    public required string Path { get; init; }

    /// <summary>Extra request headers, each as <c>name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>JSON request body.</summary>
    public required string Body { get; init; }

    /// <summary>Number of content chunks a streamed answer must have; 0 = the answer is one JSON document.</summary>
    public int Chunks { get; init; }

    /// <summary>Keep-alive connections; the most requests in flight.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Requests per second of an open loop; 0 = closed loop (every connection sends again as soon as it is answered).</summary>
    public double Rate { get; init; }

    /// <summary>Seconds of load before anything is counted.</summary>
    public double WarmUpSeconds { get; init; } = 1;

    /// <summary>Seconds that count.</summary>
    public double Seconds { get; init; } = 5;

    [JsonIgnore]
    public bool Streamed => Chunks > 0;
}
