using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentGrid.Providers.Tests.Upstream;

/// <summary>A TCP server on loopback that reads request heads and answers each with scripted bytes; null answers nothing and waits for the client to leave.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly bool _closeAfterAnswer;
    private readonly Task _accepting;

    public RawServer(Func<string, string?> answer, bool closeAfterAnswer = false)
    {
        _answer = answer;
        _closeAfterAnswer = closeAfterAnswer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public RawServer(string? answer, bool closeAfterAnswer = false)
        : this(_ => answer, closeAfterAnswer)
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>The heads of all requests so far.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Completes with the first request's head.</summary>
    public TaskCompletionSource FirstRequest { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a client has closed its connection while the server still had it open.</summary>
    public TaskCompletionSource ClientLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static string Json(string body, int status = 200, string headers = "") =>
        $"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var buffer = new byte[1];
            while (await stream.ReadAsync(buffer, _stop.Token) > 0)
            {
                head.Append((char)buffer[0]);
                if (buffer[0] != '\n' || !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                    continue;
                lock (Requests)
                    Requests.Add(head.ToString());
                FirstRequest.TrySetResult();
                if (_answer(head.ToString()) is { } answer)
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                head.Clear();
                if (_closeAfterAnswer)
                    return;
            }
            ClientLeft.TrySetResult();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            ClientLeft.TrySetResult();
        }
    }
}
