using System.Net;
using System.Net.Sockets;
using System.Text;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Load;

/// <summary>One keep-alive connection with at most one request in flight. Used by one thread.</summary>
internal sealed class LoadConnection : IHttpMessageSink, IDisposable
{
    private readonly int _key;
    private readonly IPEndPoint _endpoint;
    private readonly byte[] _request;
    private readonly Epoll _epoll;
    private readonly HttpMessageReader _reader;
    private Socket? _socket;
    private string? _status;
    private bool _ended;
    private bool _keepAlive;
    private long _now;

    internal LoadConnection(int key, int port, byte[] request, Epoll epoll, IAnswerCheck check)
    {
        (_key, _request, _epoll, Check) = (key, request, epoll, check);
        _endpoint = new IPEndPoint(IPAddress.Loopback, port);
        _reader = new HttpMessageReader(this);
    }

    internal IAnswerCheck Check { get; }

    internal bool Busy { get; private set; }

    /// <summary>When the request in flight should have been sent (open loop) or was sent (closed loop).</summary>
    internal long IntendedAt { get; private set; }

    internal void Send(long intendedAt)
    {
        IntendedAt = intendedAt;
        Busy = true;
        _ended = false;
        _status = "no answer";
        Check.Begin();
        if (_socket is null) Connect();
        var sent = _socket!.Send(_request, SocketFlags.None, out var error);
        if (error != SocketError.Success || sent != _request.Length) throw new SocketException((int)error);
    }

    /// <summary>Reads what is there. True when the request in flight is over; then <paramref name="fault"/> says what was wrong with its answer, or null.</summary>
    internal bool Receive(long now, out string? fault)
    {
        fault = null;
        if (_socket is null) return false;
        _now = now;
        var count = _socket.Receive(_reader.Space, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return false;
        if (error != SocketError.Success || count == 0) return Lost(error, out fault);
        _reader.Received(count);
        if (!_ended) return false;
        if (!_keepAlive) Close();
        Busy = false;
        fault = _status ?? Check.Fault();
        return true;
    }

    /// <summary>Gives the request in flight up.</summary>
    internal void Abandon()
    {
        Busy = false;
        Close();
    }

    void IHttpMessageSink.Head(ReadOnlySpan<byte> startLine) =>
        _status = startLine.Length >= 12 && startLine[9..12].SequenceEqual("200"u8) ? null : "status " + Encoding.ASCII.GetString(startLine[9..]);

    void IHttpMessageSink.Body(ReadOnlySpan<byte> part) => Check.Body(part, _now);

    void IHttpMessageSink.End(bool keepAlive)
    {
        _ended = true;
        _keepAlive = keepAlive;
    }

    public void Dispose() => Close();

    private bool Lost(SocketError error, out string? fault)
    {
        // A server may close an idle connection at any time; only an answer that was owed is lost.
        Close();
        fault = Busy ? (error == SocketError.Success ? "closed before the end" : error.ToString()) : null;
        var owed = Busy;
        Busy = false;
        return owed;
    }

    private void Connect()
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(_endpoint);
        _socket.Blocking = false;
        _epoll.Add(_socket, _key);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
        _reader.Reset();
    }
}
