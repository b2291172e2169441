using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>
/// A model server made of a bare socket: each POST is answered by the next step of its script, byte by byte as the step wants; the last step repeats.
/// Health checks (GET) are answered well and are not recorded; a TLS handshake is answered with plain text.
/// </summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    private const byte TlsHandshake = 0x16;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<UpstreamRequest> _requests = new();
    private readonly Func<UpstreamExchange, Task>[] _steps;
    private readonly Task _accepting;
    private int _step;
    private int _connections;

    /// <param name="steps">One for each POST; the last repeats.</param>
    public ScriptedUpstream(params Func<UpstreamExchange, Task>[] steps)
    {
        _steps = steps;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Base URL for the agent's registration.</summary>
    public string Endpoint => $"http://127.0.0.1:{Port}/v1";

    /// <summary>The POSTs so far.</summary>
    public IReadOnlyCollection<UpstreamRequest> Requests => _requests;

    /// <summary>Connections that have carried a POST.</summary>
    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var pending = new List<byte>();
        var posts = 0;
        try
        {
            while (await ReadRequestAsync(socket, pending) is { } request)
            {
                if (request.Head.StartsWith("GET ", StringComparison.Ordinal))
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(Answers.Json(200, """{"object":"list","data":[]}""")), _stop.Token);
                    continue;
                }

                if (++posts == 1) Interlocked.Increment(ref _connections);
                _requests.Enqueue(request);
                var step = _steps[Math.Min(Interlocked.Increment(ref _step), _steps.Length) - 1];
                // Reading on while the step runs is what notices that the gateway leaves.
                var more = FillAsync(socket, pending);
                var exchange = new UpstreamExchange(socket, request, GoneAsync(more));
                await step(exchange);
                // What is closed here is closed for good once the other side has seen it: closing at once could turn the end into a reset.
                if (exchange.IsClosed) await exchange.Gone;
                if (exchange.IsClosed || !await more) return;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is over, by the gateway, by the script, or by the end of the test.
        }
    }

    private async Task GoneAsync(Task<bool> more)
    {
        // More bytes are the next request: the gateway is still there.
        if (await more) await Task.Delay(Timeout.Infinite, _stop.Token);
    }

    private async Task<UpstreamRequest?> ReadRequestAsync(Socket socket, List<byte> pending)
    {
        int end;
        while ((end = Encoding.Latin1.GetString([.. pending]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            if (!await FillAsync(socket, pending)) return null;
            if (pending[0] != TlsHandshake) continue;
            await socket.SendAsync("this is not TLS\r\n"u8.ToArray(), _stop.Token);
            return null;
        }

        var head = new UpstreamRequest(Encoding.Latin1.GetString([.. pending[..end]]), []);
        var length = int.Parse(head.Header("content-length") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        while (pending.Count < end + 4 + length)
            if (!await FillAsync(socket, pending)) return null;
        var body = pending.GetRange(end + 4, length).ToArray();
        pending.RemoveRange(0, end + 4 + length);
        return head with { Body = body };
    }

    private async Task<bool> FillAsync(Socket socket, List<byte> pending)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None, _stop.Token);
            pending.AddRange(buffer.AsSpan(0, read));
            return read > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }
}
