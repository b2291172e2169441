using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>A client of the plain door.</summary>
internal sealed class PlainSocket : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _seen = new();
    private int _ids;

    public ClientWebSocket Inner => _socket;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Opens one.</summary>
    /// <param name="url">The grid.</param>
    /// <param name="query">Query, without the question mark.</param>
    /// <param name="configure">Headers and the like.</param>
    /// <param name="made">Sees the socket before it connects.</param>
    public static async Task<PlainSocket> OpenAsync(Uri url, string query = "", Action<ClientWebSocketOptions>? configure = null, Action<ClientWebSocket>? made = null)
    {
        var plain = new PlainSocket();
        configure?.Invoke(plain._socket.Options);
        made?.Invoke(plain._socket);
        using var bound = Bound();
        await plain._socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws", Path = "/ws", Query = query }.Uri, bound.Token);
        return plain;
    }

    /// <summary>Opens one for an agent, which says who it is in the first frame, and reads what it is greeted with.</summary>
    public static async Task<(PlainSocket Socket, JsonElement Connected)> JoinAsync(Uri url, RoomAgent agent, object? cursors = null)
    {
        var plain = await OpenAsync(url);
        await plain.SendAsync(new { type = "auth", token = agent.Token, cursors });
        return (plain, await plain.NextAsync("connected"));
    }

    public Task SendAsync(object frame) => SendAsync(JsonSerializer.Serialize(frame));

    public async Task SendAsync(string frame, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        using var bound = Bound();
        await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), type, endOfMessage: true, bound.Token);
    }

    /// <summary>Sends an event and waits for its answer; what comes before it is kept.</summary>
    public async Task<JsonElement> AskAsync(string type, object arguments)
    {
        var id = $"q{++_ids}";
        var frame = JsonSerializer.SerializeToNode(arguments)!.AsObject();
        frame["type"] = type;
        frame["id"] = id;
        await SendAsync(frame.ToJsonString());
        var kept = new List<JsonElement>();
        while (true)
        {
            var next = await ReadAsync() ?? throw new InvalidOperationException($"Closed with {CloseStatus} instead of an answer to {type}.");
            if (Type(next) == "ack" && next.TryGetProperty("id", out var answered) && answered.GetString() == id)
            {
                foreach (var one in kept) _seen.Enqueue(one);
                return next;
            }

            kept.Add(next);
        }
    }

    /// <summary>The next event of a type; others before it are dropped.</summary>
    public Task<JsonElement> NextAsync(string type) => NextAnyAsync(type);

    /// <summary>The next event of one of these types; others before it are dropped.</summary>
    public async Task<JsonElement> NextAnyAsync(params string[] types)
    {
        while (true)
        {
            var next = _seen.TryDequeue(out var seen) ? seen : await ReadAsync() ?? throw new InvalidOperationException($"Closed with {CloseStatus} instead of {string.Join(", ", types)}.");
            if (types.Contains(Type(next))) return next;
        }
    }

    /// <summary>Seqs of the next so many messages.</summary>
    public async Task<long[]> SeqsAsync(int count)
    {
        var seqs = new long[count];
        for (var i = 0; i < count; i++) seqs[i] = (await NextAsync("message:new")).GetProperty("seq").GetInt64();
        return seqs;
    }

    /// <summary>Reads to the server's end.</summary>
    /// <returns>What came before.</returns>
    public async Task<List<JsonElement>> ToEndAsync()
    {
        var seen = new List<JsonElement>(_seen);
        while (await ReadAsync() is { } next) seen.Add(next);
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var bound = Bound();
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, bound.Token);
            }
            catch (WebSocketException)
            {
                // The server was faster.
            }
        }

        _socket.Dispose();
    }

    private static string Type(JsonElement frame) => frame.GetProperty("type").GetString()!;

    private async Task<JsonElement?> ReadAsync()
    {
        using var bound = Bound();
        var buffer = new byte[256 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), bound.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    if (_socket.State == WebSocketState.CloseReceived) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, bound.Token);
                    return null;
                }

                length += part.Count;
                if (part.EndOfMessage) return JsonElement.Parse(buffer.AsSpan(0, length));
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    private static CancellationTokenSource Bound()
    {
        var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Longest);
        return bound;
    }
}
