using System.Net;
using System.Net.Sockets;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Upstream;

/// <summary>
/// The mock model server: one thread, canned answers, several ports (one per agent), so that it costs as little as possible next to the
/// gateway under test. Speaks POST /v1/chat/completions and GET /v1/models on loopback only.
/// </summary>
internal sealed class UpstreamServer : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly Epoll _epoll = new();
    private readonly List<Socket> _listeners = [];
    private readonly Dictionary<int, UpstreamConnection> _connections = [];
    private readonly List<int> _streams = [];
    private int _nextKey;

    internal UpstreamServer(IEnumerable<int> ports)
    {
        foreach (var port in ports) Listen(port);
    }

    /// <summary>Serves until <paramref name="stop"/> is signalled.</summary>
    internal void Run(CancellationToken stop)
    {
        Libc.UseExactTimers();
        while (!stop.IsCancellationRequested)
        {
            var ready = _epoll.Wait(UntilNextChunk());
            for (var index = 0; index < ready; index++) Handle(_epoll.KeyAt(index));
            SendDueChunks();
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values) connection.Dispose();
        foreach (var listener in _listeners) listener.Dispose();
        _epoll.Dispose();
    }

    private void Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(1024);
        _listeners.Add(listener);
        _epoll.Add(listener, _nextKey++);
    }

    private void Handle(int key)
    {
        if (key < _listeners.Count) Accept(_listeners[key]);
        else if (!_connections.TryGetValue(key, out var connection)) return;
        else if (!connection.Receive()) Close(key);
        else if (connection.Streaming && !_streams.Contains(key)) _streams.Add(key);
    }

    private void Accept(Socket listener)
    {
        var socket = listener.Accept();
        socket.Blocking = false;
        socket.NoDelay = true;
        _connections.Add(_nextKey, new UpstreamConnection(socket));
        _epoll.Add(socket, _nextKey++);
    }

    private void SendDueChunks()
    {
        for (var index = _streams.Count - 1; index >= 0; index--)
        {
            var key = _streams[index];
            var connection = _connections[key];
            var now = Clock.Now;
            if (connection.DueAt <= now && !connection.Stream(now)) Close(key);
            else if (!connection.Streaming) _streams.RemoveAt(index);
        }
    }

    private long UntilNextChunk()
    {
        if (_streams.Count == 0) return Second;
        var next = long.MaxValue;
        foreach (var key in _streams) next = Math.Min(next, _connections[key].DueAt);
        return next - Clock.Now;
    }

    private void Close(int key)
    {
        _streams.Remove(key);
        if (_connections.Remove(key, out var connection)) connection.Dispose();
    }
}
