using System.Buffers;
using System.Net.WebSockets;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

internal sealed partial class EngineSession
{
    private static readonly WebSocketAcceptContext Plain = new() { DangerousEnableCompression = false, KeepAliveInterval = Timeout.InfiniteTimeSpan };

    // Set while a client tries a WebSocket; probed: it knows that the WebSocket works, so polls are not held any more.
    private bool _isProbing;
    private bool _isProbed;
    private WebSocket? _probe;

    /// <summary>Serves a session that begins with a WebSocket, to its end.</summary>
    internal async Task AcceptAsync(HttpContext context)
    {
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(Plain);
            if (!TryKeep(() => _webSocket = socket)) return;
            Flush();
            await ReadAsync(socket);
        }
        finally
        {
            Close(SocketIoReason.TransportError);
            Finish();
        }
    }

    /// <summary>Serves the WebSocket that a polling client wants to go on with. Fails without harm to the session.</summary>
    internal async Task UpgradeAsync(HttpContext context)
    {
        if (!TryBeginProbe())
        {
            await EngineError.BadRequest.WriteAsync(context);
            return;
        }

        var isUpgraded = false;
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(Plain);
            isUpgraded = TryKeep(() => _probe = socket) && await ProbeAsync(socket);
            if (isUpgraded) await ReadAsync(socket);
        }
        finally
        {
            lock (_gate)
            {
                (_isProbing, _isProbed, _probe, _probeDue) = (false, false, null, Never);
                Schedule();
            }

            if (isUpgraded) Finish();
        }
    }

    // Whoever ends the session aborts the sockets that it knows of; one that comes too late has nobody to do that.
    private bool TryKeep(Action keep)
    {
        lock (_gate)
        {
            keep();
            return _phase != Phase.Closed;
        }
    }

    private bool TryBeginProbe()
    {
        lock (_gate)
        {
            if (_phase != Phase.Open || _webSocket is not null || _isProbing) return false;
            _isProbing = true;
            _probeDue = _server.Wheel.Now + (long)_options.UpgradeTimeout.TotalMilliseconds;
            Schedule();
            return true;
        }
    }

    private async Task<bool> ProbeAsync(WebSocket socket)
    {
        try
        {
            var buffer = new byte[16];
            if (!await IsNextAsync(socket, buffer, "2probe"u8.ToArray())) return false;
            await socket.SendAsync(EngineIoFormat.ProbeAnswer.Bytes, WebSocketMessageType.Text, true, CancellationToken.None);
            ReleasePoll(() => _isProbed = true);
            if (!await IsNextAsync(socket, buffer, "5"u8.ToArray())) return false;
            var isTooEarly = false;
            ReleasePoll(() =>
            {
                // A proper client has the answer to its last POST before it goes on; otherwise two readers would be at work.
                isTooEarly = _post is not null;
                if (isTooEarly || _phase == Phase.Closed) return;
                (_webSocket, _probe, _probeDue) = (socket, null, Never);
                Schedule();
            });
            if (isTooEarly) Close(SocketIoReason.TransportError);
            Flush();
            return IsWebSocket;
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            return false;
        }
    }

    private static async Task<bool> IsNextAsync(WebSocket socket, byte[] buffer, byte[] expected)
    {
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        return received is { MessageType: WebSocketMessageType.Text, EndOfMessage: true } && buffer.AsSpan(0, received.Count).SequenceEqual(expected);
    }

    private void ReleasePoll(Action change)
    {
        TaskCompletionSource? poll;
        lock (_gate)
        {
            change();
            (poll, _poll) = (_poll, null);
        }

        poll?.TrySetResult();
    }

    private async Task ReadAsync(WebSocket socket)
    {
        try
        {
            while (await ReadMessageAsync(socket))
            {
                // The next one.
            }

            Close(SocketIoReason.TransportClose);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            Close(SocketIoReason.TransportError);
        }
    }

    private async ValueTask<bool> ReadMessageAsync(WebSocket socket)
    {
        // Waits without a buffer, so that an idle socket has none.
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (first.MessageType == WebSocketMessageType.Close) return false;
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var length = 0;
            var isWhole = first.EndOfMessage;
            for (var reads = 0; !isWhole; reads++)
            {
                if (length == buffer.Length) buffer = Grow(buffer, length);
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) return false;
                length += part.Count;
                isWhole = part.EndOfMessage;
                if (length <= _options.MaxPayload && reads < _options.MaxFragments) continue;
                Close(SocketIoReason.ParseError);
                return false;
            }

            // What comes after the end is read, for the sake of the closing handshake, and dropped.
            if (IsOpen) await ReceiveFrameAsync(buffer.AsMemory(0, length), first.MessageType == WebSocketMessageType.Binary);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask ReceiveFrameAsync(ReadOnlyMemory<byte> frame, bool isBinary)
    {
        if (isBinary) return ReceiveAsync(new EngineIoPacket(EngineIoPacketType.Message, frame, IsBinary: true));
        if (EngineIoParser.Parse(frame, out var packet) == SocketIoFault.None) return ReceiveAsync(packet);
        Close(SocketIoReason.ParseError);
        return default;
    }

    // Sends what waits until nothing does. Runs on the thread that queued it as long as the connection takes the bytes; Kestrel joins small writes into few packets.
    private async Task WriteAsync(WebSocket socket)
    {
        try
        {
            bool isOver;
            while (TakeForSocket(out var frame, out isOver))
                await socket.SendAsync(frame.Bytes, frame.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, CancellationToken.None);
            TellDrained();
            if (isOver) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            Close(SocketIoReason.TransportError);
        }
    }

    private bool TakeForSocket(out EngineIoFrame frame, out bool isOver)
    {
        lock (_gate)
        {
            isOver = _phase != Phase.Open;
            if (_queue.TryDequeue(out frame)) return true;
            // A session that ends stays with this writer: the close frame is the last one.
            _isWriting = isOver;
            return false;
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;
}
