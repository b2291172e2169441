using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>
/// A server for unmodified socket.io clients of version 3 and 4 (Engine.IO protocol 4, socket.io protocol 5): long polling, WebSocket and the upgrade from one to the other.
/// Knows nothing of what the namespaces do. One per process and path.
/// </summary>
internal sealed partial class SocketIoServer : IDisposable
{
    private const int IdBytes = 15;

    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ISocketIoNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly OriginRules _origins;
    private int _sockets;
    private volatile bool _isStopping;

    /// <param name="options">Bounds and times.</param>
    /// <param name="time">The clock of heartbeats and timeouts.</param>
    /// <param name="logger">Where failures of handlers go.</param>
    public SocketIoServer(SocketIoOptions options, TimeProvider time, ILogger<SocketIoServer> logger)
    {
        (Options, Time, Log) = (options, time, new SocketIoLog(logger));
        var shorter = Math.Min(options.PingInterval.TotalMilliseconds, options.PingTimeout.TotalMilliseconds);
        Wheel = new TimerWheel(time, TimeSpan.FromMilliseconds(Math.Clamp((int)(shorter / 10), 10, 100)));
        Pending = new PendingSessions(options.MaxPendingPerAddress);
        _origins = new OriginRules(options.AllowedOrigins);
    }

    /// <summary>Sessions that are open.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Clients that are in a namespace.</summary>
    public int Sockets => Volatile.Read(ref _sockets);

    internal SocketIoOptions Options { get; }

    internal TimeProvider Time { get; }

    internal TimerWheel Wheel { get; }

    internal PendingSessions Pending { get; }

    internal SocketIoLog Log { get; }

    /// <summary>Opens a namespace.</summary>
    /// <param name="name">Its name with the slash, e.g. <c>/agents</c>; <c>/</c> is the main one.</param>
    /// <param name="handler">What stands behind it.</param>
    public void Register(string name, ISocketIoNamespace handler)
    {
        if (!name.StartsWith('/') || name.Contains(',', StringComparison.Ordinal) || name.Length > SocketIoParser.LongestNamespace)
            throw new ArgumentException($"'{name}' is no name of a namespace.", nameof(name));
        if (!_namespaces.TryAdd(name, handler)) throw new ArgumentException($"The namespace '{name}' is taken.", nameof(name));
    }

    /// <summary>Lets all clients go, after what was sent to them before; they come back by themselves, to another process. New sessions are answered 503.</summary>
    public void Stop()
    {
        _isStopping = true;
        foreach (var session in _sessions.Values) session.Close(SocketIoReason.ServerDrop, deliver: true);
    }

    public void Dispose() => Wheel.Dispose();

    internal ISocketIoNamespace? Find(string space) => _namespaces.GetValueOrDefault(space);

    internal void Forget(EngineSession session) => _sessions.TryRemove(session.Id, out _);

    internal void OnJoined() => Interlocked.Increment(ref _sockets);

    internal void OnLeft() => Interlocked.Decrement(ref _sockets);

    internal string NewId()
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
