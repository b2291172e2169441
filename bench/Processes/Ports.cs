using System.Net;
using System.Net.Sockets;

namespace AgentGrid.Bench.Processes;

/// <summary>TCP ports of 127.0.0.1.</summary>
internal static class Ports
{
    /// <summary>A number of different ports that were free a moment ago.</summary>
    internal static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }

    /// <summary>Waits until something listens on <paramref name="port"/>.</summary>
    /// <exception cref="InvalidOperationException">The process ended, or nothing listens after 60 s.</exception>
    internal static async Task WaitAsync(int port, ChildProcess process, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await ListensAsync(port, cancellation))
        {
            process.ThrowIfEnded();
            if (patience.IsCancellationRequested) throw new InvalidOperationException($"Nothing listens on port {port} after 60 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
