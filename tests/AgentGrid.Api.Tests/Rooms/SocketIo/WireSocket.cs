using System.Net.WebSockets;
using System.Text;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

/// <summary>A WebSocket on which a test sees every frame.</summary>
internal sealed class WireSocket(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public ClientWebSocket Inner => socket;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type, bool isEnd = true)
    {
        using var bound = Bound();
        await socket.SendAsync(bytes, type, isEnd, bound.Token);
    }

    /// <summary>The next message, or null when the server closed or cut the connection.</summary>
    public async Task<string?> NextOrEndAsync()
    {
        using var bound = Bound();
        var buffer = new byte[2 * 1024 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), bound.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, bound.Token);
                    return null;
                }

                length += part.Count;
                if (part.EndOfMessage) return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public async Task<string> NextAsync() => await NextOrEndAsync() ?? throw new InvalidOperationException("The server closed the WebSocket.");

    /// <summary>Reads up to the server's end.</summary>
    /// <returns>What came before.</returns>
    public async Task<List<string>> ToEndAsync()
    {
        var seen = new List<string>();
        while (await NextOrEndAsync() is { } text) seen.Add(text);
        return seen;
    }

    /// <summary>That the session still works: an event comes back.</summary>
    public async Task AssertAliveAsync()
    {
        await SendAsync("42[\"alive\",1]");
        while (await NextAsync() is var text && text != "42[\"alive-back\",1]") Assert.Equal("2", text);
    }

    public void Dispose() => socket.Dispose();

    private static CancellationTokenSource Bound()
    {
        var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Longest);
        return bound;
    }
}
