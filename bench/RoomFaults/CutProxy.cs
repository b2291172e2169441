using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AgentGrid.Bench.RoomFaults;

/// <summary>A TCP proxy whose connections can be cut in the ways that a close is not. Its address stays while the process behind it comes and goes.</summary>
internal sealed class CutProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Pair, bool> _pairs = new();
    private readonly ConcurrentBag<Pair> _abandoned = [];
    private int _target;

    internal CutProxy()
    {
        _listener.Start(backlog: 512);
        _ = AcceptAsync();
    }

    internal Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Port that connections go to; 0: they are reset.</summary>
    internal int Target
    {
        set => Volatile.Write(ref _target, value);
    }

    /// <summary>Resets this share of the connections, chosen by chance.</summary>
    /// <returns>How many.</returns>
    internal int Reset(Random random, double share) => Each(random, share, pair => pair.Reset());

    /// <summary>Lets this share of the connections carry nothing any more, without telling anybody.</summary>
    /// <returns>How many.</returns>
    internal int Abandon(Random random, double share) => Each(random, share, pair =>
    {
        _abandoned.Add(pair);
        pair.Abandon();
    });

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var pair in _pairs.Keys.Concat(_abandoned)) pair.Reset();
    }

    private int Each(Random random, double share, Action<Pair> act)
    {
        var count = 0;
        foreach (var pair in _pairs.Keys.OrderBy(pair => pair.Number))
        {
            if (random.NextDouble() >= share || !_pairs.TryRemove(pair, out _)) continue;
            act(pair);
            count++;
        }

        return count;
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var number = 0; ; number++) _ = ServeAsync(number, await _listener.AcceptSocketAsync());
        }
        catch (Exception disposed) when (disposed is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(int number, Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var pair = new Pair(number, client, server);
        try
        {
            var target = Volatile.Read(ref _target);
            if (target == 0) return;
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, target);
            _pairs[pair] = true;
            await Task.WhenAll(pair.CopyAsync(client, server), pair.CopyAsync(server, client));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One end broke: the other hears of it in the same way.
        }
        finally
        {
            _pairs.TryRemove(pair, out _);
            pair.Reset();
        }
    }

    private sealed class Pair(int number, Socket client, Socket server)
    {
        private volatile bool _isAbandoned;

        public int Number => number;

        public void Abandon() => _isAbandoned = true;

        public void Reset()
        {
            foreach (var socket in (Socket[])[client, server])
            {
                // Nothing that waits to be sent is sent: the other end gets a reset.
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
                {
                    // Reset already.
                }

                socket.Dispose();
            }
        }

        public async Task CopyAsync(Socket from, Socket to)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    // What arrives is swallowed, and both ends stay open.
                    if (_isAbandoned) continue;
                    for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
            finally
            {
                // The end of one direction ends both: HTTP and WebSocket know no half-closed connections.
                if (!_isAbandoned) Reset();
            }
        }
    }
}
