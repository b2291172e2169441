using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>An endpoint on loopback that answers every request with the status the test has set, one connection per request.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];
    private readonly List<(int Count, TaskCompletionSource Done)> _waiting = [];
    private readonly Task _accepting;

    public ScriptedAgent()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Base URL by name, so that the resolver and the address rules have their say.</summary>
    public string Endpoint => $"http://agents.example:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Status of the next answers.</summary>
    public volatile int Status = 200;

    /// <summary>Answers wait for this; completed unless a test holds them up.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Requests
    {
        get
        {
            lock (_gate) return _requests.Count;
        }
    }

    /// <summary>The last request's head.</summary>
    public string LastRequest
    {
        get
        {
            lock (_gate) return _requests[^1];
        }
    }

    /// <summary>Completes when so many requests have arrived in all.</summary>
    public Task RequestedAsync(int count)
    {
        lock (_gate)
        {
            if (_requests.Count >= count) return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, done));
            return done.Task;
        }
    }

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
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
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
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var head = new StringBuilder();
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line) head.AppendLine(line);
            if (head.Length == 0) return;
            var gate = Gate;
            var status = Status;
            Note(head.ToString());
            await gate.WaitAsync(_stop.Token);
            var answer = $"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone, or the test has ended.
        }
    }

    private void Note(string head)
    {
        lock (_gate)
        {
            _requests.Add(head);
            foreach (var waiter in _waiting.Where(w => w.Count <= _requests.Count)) waiter.Done.TrySetResult();
        }
    }
}
