using System.Net.WebSockets;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>
/// One Engine.IO session: a queue of packets and the transport that takes them, first polls, later perhaps a WebSocket. The gate guards the fields; nothing is awaited and no
/// handler is called while it is held. At most one reader (the WebSocket's loop, or one POST) and one writer (the WebSocket's, or one poll) are at work.
/// </summary>
internal sealed partial class EngineSession : WheelEntry
{
    private readonly Lock _gate = new();
    private readonly OutboundQueue _queue = new();
    private readonly SocketIoServer _server;
    private readonly SocketIoOptions _options;
    private WebSocket? _webSocket;
    private bool _isWriting;
    private bool _hasOverflowed;
    private Phase _phase;
    private SocketIoReason _reason;

    internal EngineSession(SocketIoServer server, string id, SocketIoRequest request)
    {
        (_server, _options, Id) = (server, server.Options, id);
        Connection = new SocketIoConnection(this, server, request);
        _pingDue = server.Wheel.Now + (long)_options.PingInterval.TotalMilliseconds;
        _connectDue = server.Wheel.Now + (long)_options.ConnectTimeout.TotalMilliseconds;
        lock (_gate)
            Schedule();
    }

    private enum Phase
    {
        Open,

        // Nothing is read or taken for sending any more; what waits may still leave.
        Closing,
        Closed,
    }

    internal string Id { get; }

    internal SocketIoConnection Connection { get; }

    internal bool IsOpen
    {
        get
        {
            lock (_gate)
                return _phase == Phase.Open;
        }
    }

    internal bool IsWebSocket
    {
        get
        {
            lock (_gate)
                return _webSocket is not null;
        }
    }

    /// <summary>Sends an event, unless too much waits already.</summary>
    internal bool TrySend(EngineIoFrame frame)
    {
        lock (_gate)
        {
            if (_phase != Phase.Open || _hasOverflowed) return false;
            if (_queue.Count >= _options.MaxQueuedPackets || _queue.Bytes + frame.Bytes.Length > _options.MaxQueuedBytes)
            {
                // Until it is empty again: what is missing is one gap, not many.
                _hasOverflowed = _queue.Count > 0;
                return false;
            }

            _queue.Enqueue(frame);
        }

        Flush();
        return true;
    }

    /// <summary>Sends what must not be left out: answers, heartbeats, the protocol's own. A client that lets even these pile up is let go.</summary>
    internal void Send(EngineIoFrame frame)
    {
        bool isTooMuch;
        lock (_gate)
        {
            if (_phase != Phase.Open) return;
            isTooMuch = _queue.Count >= 2L * _options.MaxQueuedPackets || _queue.Bytes + frame.Bytes.Length > 2L * _options.MaxQueuedBytes;
            if (!isTooMuch) _queue.Enqueue(frame);
        }

        if (isTooMuch) Close(SocketIoReason.SlowConsumer);
        else Flush();
    }

    /// <summary>Ends the session; only the first call counts.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="deliver">Whether what waits for the client is still sent, as far as it comes for it within the close timeout.</param>
    internal void Close(SocketIoReason reason, bool deliver = false)
    {
        bool isOver;
        WebSocket? probe;
        lock (_gate)
        {
            if (_phase != Phase.Open) return;
            _phase = Phase.Closing;
            _reason = reason;
            if (!deliver) _queue.Clear();
            isOver = _webSocket is null && _poll is null && !deliver;
            probe = _probe;
            _closeDue = _server.Wheel.Now + (long)_options.CloseTimeout.TotalMilliseconds;
            Schedule();
        }

        // Nobody finds a faulty session any more, though its last poll or frame may still be on its way.
        if (!deliver) _server.Forget(this);
        if (isOver) Finish();
        if (!deliver) probe?.Abort();
        CancelPost();
        Flush();
        Connection.OnClosed(reason);
    }

    private void Finish()
    {
        WebSocket? probe;
        lock (_gate)
        {
            _phase = Phase.Closed;
            _queue.Clear();
            _server.Wheel.Remove(this);
            probe = _probe;
        }

        probe?.Abort();
        _server.Forget(this);
    }

    // Starts whoever can take packets, if it is not at work already.
    private void Flush()
    {
        WebSocket? socket = null;
        TaskCompletionSource? poll = null;
        lock (_gate)
        {
            if (_queue.Count == 0 && _phase == Phase.Open) return;
            if (_webSocket is not null && !_isWriting)
            {
                _isWriting = true;
                socket = _webSocket;
            }
            else if (_webSocket is null)
            {
                (poll, _poll) = (_poll, null);
            }
        }

        if (socket is not null) _ = WriteAsync(socket);
        poll?.TrySetResult();
    }

    private void TellDrained()
    {
        lock (_gate)
        {
            if (!_hasOverflowed || _queue.Count > 0 || _phase != Phase.Open) return;
            _hasOverflowed = false;
        }

        Connection.OnDrained();
    }

    private ValueTask ReceiveAsync(in EngineIoPacket packet)
    {
        if (!TakePermit())
        {
            Close(SocketIoReason.Flood);
            return default;
        }

        switch (packet)
        {
            case { Type: EngineIoPacketType.Message, IsBinary: false }:
                return Connection.ReceiveAsync(packet.Data);
            case { Type: EngineIoPacketType.Pong, Data.IsEmpty: true }:
                OnPong();
                break;
            case { Type: EngineIoPacketType.Close }:
                Close(SocketIoReason.TransportClose);
                break;
            default:
                Close(SocketIoReason.ParseError);
                break;
        }

        return default;
    }
}
