using System.Net.WebSockets;
using AgentGrid.Api.Rooms.Sessions;

namespace AgentGrid.Api.Rooms.WebSockets;

/// <content>What waits for the client, bounded: events are refused when it takes too little; answers have as much room again, and then the socket ends.</content>
internal sealed partial class RoomSocket
{
    private const int MostFrames = 1000;
    private const int MostBytes = 1024 * 1024;
    private const int KeptCapacity = 16;
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private bool _isWriting;
    private bool _isFull;
    private WebSocketCloseStatus? _closing;

    private bool IsClosing
    {
        get
        {
            lock (_gate) return _closing is not null;
        }
    }

    public bool TrySend(RoomEvent sent)
    {
        var frame = sent.Frame;
        lock (_gate)
        {
            if (_closing is not null) return false;
            // Everything, until it is empty: so there is one gap, and not many.
            if (_isFull || (_waiting.Count > 0 && (_waiting.Count >= MostFrames || _bytes + frame.Length > MostBytes)))
            {
                _isFull = true;
                return false;
            }

            if (!Enqueue(frame)) return true;
        }

        _ = WriteAsync();
        return true;
    }

    public void Close(RoomCloseReason reason)
    {
        var refusal = RoomCloseTexts.Of(reason);
        Close(RoomCloseCodes.Of(refusal.Code), RoomEvents.Error(refusal));
        // At once, not when the client has answered. Not here: whoever sends may hold the gate of a room.
        ThreadPool.UnsafeQueueUserWorkItem(static session => session?.Closed(), _session, preferLocal: false);
    }

    /// <summary>The grid stops: the client is to come back, here or elsewhere.</summary>
    public void Stop() => Close(WebSocketCloseStatus.EndpointUnavailable, null);

    private void Answer(byte[] frame)
    {
        lock (_gate)
        {
            if (_closing is not null) return;
            if (_waiting.Count < 2 * MostFrames && _bytes + frame.Length <= 2 * MostBytes)
            {
                if (!Enqueue(frame)) return;
            }
            else
            {
                // It sends, but does not read what it is answered.
                socket.Abort();
                return;
            }
        }

        _ = WriteAsync();
    }

    // What waits is dropped: who is closed has nothing to hear but why.
    private void Close(WebSocketCloseStatus status, RoomEvent? last)
    {
        lock (_gate)
        {
            if (_closing is not null) return;
            _closing = status;
            _waiting.Clear();
            _bytes = 0;
            if (last is not null) _waiting.Enqueue(last.Frame);
            if (_isWriting)
            {
                _ = CutAsync();
                return;
            }

            _isWriting = true;
        }

        _ = CutAsync();
        _ = WriteAsync();
    }

    // A client that does not answer the closing handshake is not waited for.
    private async Task CutAsync()
    {
        await Task.Delay(CloseWithin, time);
        socket.Abort();
    }

    // True when a writer must be started, by the caller and outside of the lock.
    private bool Enqueue(ReadOnlyMemory<byte> frame)
    {
        _waiting.Enqueue(frame);
        _bytes += frame.Length;
        if (_isWriting) return false;
        return _isWriting = true;
    }

    // Runs on the thread that sent as long as the connection takes the bytes.
    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                while (TryTake(out var frame)) await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                if (IsDrained()) _session?.Drained();
                if (!IsOver(out var status)) continue;
                if (status is not { } code) return;
                await socket.CloseOutputAsync(code, null, CancellationToken.None);
                break;
            }
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            // The reader notices, too.
            lock (_gate) _closing ??= WebSocketCloseStatus.Empty;
        }

        _closed.TrySetResult();
    }

    private bool TryTake(out ReadOnlyMemory<byte> frame)
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out frame)) return false;
            _bytes = Math.Max(0, _bytes - frame.Length);
            // A burst's memory is given back.
            if (_waiting.Count == 0 && _waiting.Capacity > KeptCapacity) _waiting.TrimExcess();
            return true;
        }
    }

    private bool IsDrained()
    {
        lock (_gate)
        {
            var isDrained = _isFull && _waiting.Count == 0;
            if (isDrained) _isFull = false;
            return isDrained;
        }
    }

    // True when the writer is to end: because nothing waits, or, with a status, because the socket is to be closed.
    private bool IsOver(out WebSocketCloseStatus? status)
    {
        lock (_gate)
        {
            status = _closing;
            if (_waiting.Count > 0) return false;
            _isWriting = _closing is not null;
            return true;
        }
    }

    /// <summary>Ends the socket: the last words are sent, the client's answer is awaited a little, then it is cut.</summary>
    private async Task EndAsync()
    {
        Close(WebSocketCloseStatus.NormalClosure, null);
        try
        {
            await _closed.Task.WaitAsync(CloseWithin, time);
            using var late = new CancellationTokenSource(CloseWithin, time);
            if (socket.State == WebSocketState.CloseSent) await DiscardAsync(late.Token);
        }
        catch (Exception exception) when (IsBroken(exception) || exception is TimeoutException)
        {
            // It had its time.
        }
        finally
        {
            socket.Abort();
        }
    }

    private async Task DiscardAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[256];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
            // What was under way.
        }
    }
}
