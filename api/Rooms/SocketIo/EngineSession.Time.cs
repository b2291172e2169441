using System.Net.WebSockets;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

internal sealed partial class EngineSession
{
    private const long Never = long.MaxValue;

    private long _pingDue;
    private long _pongDue = Never;
    private long _connectDue;
    private long _probeDue = Never;
    private long _closeDue = Never;
    private long _second;
    private int _packets;

    internal override void OnDue(long now)
    {
        SocketIoReason? reason = null;
        var (isPing, isOver) = (false, false);
        WebSocket? cut = null;
        lock (_gate)
        {
            if (_phase == Phase.Closed) return;
            if (_phase == Phase.Closing)
            {
                // The loop that reads the socket ends with it, and the session with the loop; a session that polls has no other end than this.
                isOver = now >= _closeDue && _webSocket is null;
                if (now >= _closeDue) (cut, _closeDue) = (_webSocket, Never);
            }
            else if (now >= _pongDue)
            {
                reason = SocketIoReason.PingTimeout;
            }
            else if (now >= _connectDue)
            {
                reason = SocketIoReason.ConnectTimeout;
            }
            else if (now >= _pingDue)
            {
                isPing = true;
                _pingDue = Never;
                _pongDue = now + (long)_options.PingTimeout.TotalMilliseconds;
            }

            if (now >= _probeDue)
            {
                cut = _probe;
                _probeDue = Never;
            }

            Schedule();
        }

        cut?.Abort();
        if (isOver) Finish();
        if (isPing) Send(EngineIoFormat.Ping);
        if (reason is { } why) Close(why);
    }

    /// <summary>The session is in a namespace, or in none any more.</summary>
    internal void SetPending(bool isPending)
    {
        lock (_gate)
        {
            _connectDue = isPending ? _server.Wheel.Now + (long)_options.ConnectTimeout.TotalMilliseconds : Never;
            Schedule();
        }
    }

    private void OnPong()
    {
        lock (_gate)
        {
            // One that nobody asked for proves nothing.
            if (_pongDue == Never) return;
            _pongDue = Never;
            _pingDue = _server.Wheel.Now + (long)_options.PingInterval.TotalMilliseconds;
            Schedule();
        }

        Connection.OnHeartbeat();
    }

    // Under the gate.
    private void Schedule()
    {
        if (_phase == Phase.Closed) return;
        var next = _phase == Phase.Closing ? _closeDue : Math.Min(Math.Min(_pingDue, _pongDue), Math.Min(_connectDue, _probeDue));
        if (next == Never) _server.Wheel.Remove(this);
        else _server.Wheel.Set(this, next);
    }

    // Only the one reader comes here.
    private bool TakePermit()
    {
        var second = _server.Wheel.Now / 1000;
        if (second != _second) (_second, _packets) = (second, 0);
        return ++_packets <= _options.MaxPacketsPerSecond;
    }
}
