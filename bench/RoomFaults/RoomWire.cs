using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentGrid.Bench.RoomFaults;

/// <summary>One socket of a member, through either door. One reader; askers of any thread.</summary>
internal sealed class RoomWire : IDisposable
{
    private const string Namespace = "/agents,";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly bool _isSocketIo;
    private byte[] _buffer = new byte[16 * 1024];
    private int _asks;

    private RoomWire(bool isSocketIo)
    {
        _isSocketIo = isSocketIo;
        // A connection that carries nothing any more is noticed by this.
        _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(2);
        _socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(3);
    }

    /// <summary>Connects and says who it is.</summary>
    /// <param name="address">The grid.</param>
    /// <param name="isSocketIo">Through the door of socket.io; otherwise the plain one.</param>
    /// <param name="auth">Token and cursors.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="WebSocketException">The grid is not there.</exception>
    /// <exception cref="OperationCanceledException">It does not answer.</exception>
    internal static async Task<RoomWire> OpenAsync(Uri address, bool isSocketIo, JsonObject auth, CancellationToken cancellation)
    {
        var wire = new RoomWire(isSocketIo);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            var url = new UriBuilder(address) { Scheme = "ws", Path = isSocketIo ? "/socket.io/" : "/ws", Query = isSocketIo ? "EIO=4&transport=websocket" : "" }.Uri;
            await wire._socket.ConnectAsync(url, patience.Token);
            if (isSocketIo)
            {
                if (await wire.ReceiveAsync(patience.Token) is not ['0', ..]) throw new WebSocketException("No open packet.");
                await wire.SendAsync("40" + Namespace + auth.ToJsonString(), patience.Token);
            }
            else
            {
                auth["type"] = "auth";
                await wire.SendAsync(auth.ToJsonString(), patience.Token);
            }

            return wire;
        }
        catch
        {
            wire.Dispose();
            throw;
        }
    }

    /// <summary>The next event. Answers go to who asked, heartbeats are answered.</summary>
    /// <exception cref="WebSocketException">The end of the socket.</exception>
    internal async Task<(string Type, JsonElement Body)> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var text = await ReceiveAsync(cancellation);
            if ((_isSocketIo ? await PacketAsync(text, cancellation) : Frame(text)) is { } read) return read;
        }
    }

    /// <summary>Sends an event and waits for its answer.</summary>
    /// <exception cref="WebSocketException">The socket ended, or there was no answer in time.</exception>
    internal async Task<JsonElement> AskAsync(string type, JsonObject arguments, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref _asks);
        var answer = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_isSocketIo) (arguments["type"], arguments["id"]) = (type, id);
        var json = arguments.ToJsonString();
        try
        {
            await SendAsync(_isSocketIo ? $"42{Namespace}{id}[\"{type}\",{json}]" : json, cancellation);
            return await answer.Task.WaitAsync(Patience, TimeProvider.System, cancellation);
        }
        catch (Exception broken) when (broken is TimeoutException or InvalidOperationException or ObjectDisposedException)
        {
            throw new WebSocketException("No answer.", broken);
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
        foreach (var asked in _asked.Values) asked.TrySetException(new WebSocketException("The socket has ended."));
    }

    private (string, JsonElement)? Frame(string text)
    {
        var frame = JsonElement.Parse(text);
        var type = frame.GetProperty("type").GetString()!;
        if (type != "ack") return (type, frame);
        Answered(frame.GetProperty("id").GetInt32(), frame);
        return null;
    }

    private async Task<(string, JsonElement)?> PacketAsync(string text, CancellationToken cancellation)
    {
        switch (text)
        {
            case "2":
                await SendAsync("3", cancellation);
                return null;
            case ['4', '2', ..]:
                var sent = JsonElement.Parse(text[text.IndexOf('[', StringComparison.Ordinal)..]);
                return (sent[0].GetString()!, sent[1]);
            case ['4', '3', ..]:
                var begin = text.IndexOf('[', StringComparison.Ordinal);
                Answered(int.Parse(text.AsSpan(2 + Namespace.Length, begin - 2 - Namespace.Length), System.Globalization.CultureInfo.InvariantCulture), JsonElement.Parse(text[begin..])[0]);
                return null;
            case ['4', '0', ..] or "6":
                return null;
            case ['4', '4', ..]:
                return ("connect_error", JsonElement.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("data"));
            default:
                throw new WebSocketException($"Refused: {text}");
        }
    }

    private void Answered(int id, JsonElement answer)
    {
        if (_asked.TryRemove(id, out var asked)) asked.TrySetResult(answer);
    }

    private async Task SendAsync(string text, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<string> ReceiveAsync(CancellationToken cancellation)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException($"Closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            length += part.Count;
            if (part.EndOfMessage) return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }
}
