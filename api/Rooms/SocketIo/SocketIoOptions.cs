namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Bounds and times of the socket.io server. None of them is without an upper end.</summary>
internal sealed record SocketIoOptions
{
    /// <summary>Between two heartbeats of the server. Default 10 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer to a heartbeat may take; a POST may take as long. Default 10 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a session may be in no namespace. Default 45 s, as in the reference server.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a client may take from the WebSocket's first byte to the end of an upgrade. Default 10 s.</summary>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the last packets of a session that ends may take to leave; then the connection is cut. Default 5 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of the largest WebSocket message and polling payload that is taken; told to clients. Default 262,144.</summary>
    public int MaxPayload { get; init; } = 256 * 1024;

    /// <summary>Bytes that may wait for a slow client before events are refused; answers and heartbeats may take as much again, then the session ends. Default 1 MiB.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>The same in packets. Default 1,000.</summary>
    public int MaxQueuedPackets { get; init; } = 1000;

    /// <summary>Packets of any kind that a session may send in one second; more ends it. Default 2,000.</summary>
    public int MaxPacketsPerSecond { get; init; } = 2000;

    /// <summary>Frames that one WebSocket message may be cut into. Default 4,096.</summary>
    public int MaxFragments { get; init; } = 4096;

    /// <summary>Events of one session that may be in the handler at a time; the next is not read before one is done. Default 64.</summary>
    public int MaxEventsInFlight { get; init; } = 64;

    /// <summary>Refused CONNECT packets after which a session ends. Default 10.</summary>
    public int MaxRefusals { get; init; } = 10;

    /// <summary>Sessions of this process. Default 50,000; more are answered 503.</summary>
    public int MaxSessions { get; init; } = 50_000;

    /// <summary>Sessions of one address (IPv6: one /64 network) that are in no namespace. Default 512, so that a fleet behind one address can come back at once; more are answered 429.</summary>
    public int MaxPendingPerAddress { get; init; } = 512;

    /// <summary>Origins that browsers may come from besides the server's own, exact (<c>https://host[:port]</c>). Default none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>What every session id begins with: letters, digits, <c>-</c>, <c>_</c>. Lets several processes find a session's owner. Default empty.</summary>
    public string SessionIdPrefix { get; init; } = "";

    /// <summary>Takes from the first request of a session what the namespaces will want to know of it, e.g. the caller. Default nothing.</summary>
    public Func<HttpContext, object?>? Capture { get; init; }
}
