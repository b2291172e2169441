using System.Net;
using System.Net.Sockets;
using System.Text;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Rooms;

/// <summary>One socket of one agent. Used by one thread; keeps no buffer while nothing is half received.</summary>
internal sealed class RoomClient(RoomSeat seat, IRoomCodec codec, IRoomClientSink sink) : IDisposable
{
    private const int LongestFrame = 4096;
    private const int LongestControl = 125;

    private readonly byte[] _scratch = new byte[WebSocketFrames.LongestHead + LongestControl];
    private Socket? _socket;
    private byte[] _kept = [];
    private bool _isUpgraded;

    internal RoomSeat Seat => seat;

    /// <summary>The last seq that came, 0 before the first.</summary>
    internal long LastSeq { get; set; }

    internal void Open(int port, int key, Epoll epoll)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        _socket.Blocking = false;
        epoll.Add(_socket, key);
        var request = new StringBuilder()
            .Append("GET ").Append(codec.Path).Append(" HTTP/1.1\r\nHost: 127.0.0.1:").Append(port)
            .Append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        if (codec.SendsTokenFirst) request.Append("Authorization: Bearer ").Append(seat.Token).Append("\r\n");
        Write(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()));
    }

    /// <summary>Sends a message of this agent to its room.</summary>
    internal void Send(long number, string run, string body)
    {
        Span<byte> frame = stackalloc byte[LongestFrame];
        var payload = frame[WebSocketFrames.LongestHead..];
        var length = codec.WriteMessage(payload, number, seat.RoomId, run, body);
        Span<byte> head = stackalloc byte[WebSocketFrames.LongestHead];
        var start = WebSocketFrames.LongestHead - WebSocketFrames.WriteHead(head, WebSocketFrames.Text, length);
        head[..(WebSocketFrames.LongestHead - start)].CopyTo(frame[start..]);
        Write(frame[start..(WebSocketFrames.LongestHead + length)]);
    }

    /// <summary>Reads what is there.</summary>
    /// <param name="buffer">Shared by all sockets of the thread; large enough for every frame.</param>
    internal void Receive(byte[] buffer)
    {
        if (_socket is null) return;
        _kept.CopyTo(buffer, 0);
        var count = _socket.Receive(buffer.AsSpan(_kept.Length), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return;
        if (error != SocketError.Success || count == 0)
        {
            Fail(error == SocketError.Success ? "closed by the server" : $"receive: {error}");
            return;
        }

        var rest = Take(buffer.AsSpan(0, _kept.Length + count), Clock.Now);
        _kept = rest.IsEmpty ? [] : rest.ToArray();
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, long now)
    {
        if (!_isUpgraded)
        {
            var end = bytes.IndexOf("\r\n\r\n"u8);
            if (end < 0) return bytes;
            if (!bytes.StartsWith("HTTP/1.1 101"u8)) Fail("upgrade: " + Encoding.ASCII.GetString(bytes[..bytes.IndexOf("\r\n"u8)]));
            _isUpgraded = true;
            bytes = bytes[(end + 4)..];
        }

        while (_socket is not null && WebSocketFrames.TryRead(bytes, out var kind, out var payload, out var length))
        {
            Take(kind, payload, now);
            bytes = bytes[length..];
        }

        return bytes;
    }

    private void Take(byte kind, ReadOnlySpan<byte> payload, long now)
    {
        switch (kind)
        {
            case WebSocketFrames.Text:
                Take(payload, codec.Read(payload, out var number), number, now);
                break;
            case WebSocketFrames.Ping:
                Write(WebSocketFrames.Pong, payload);
                break;
            case WebSocketFrames.Close:
                Fail("closed by the server: " + (payload.Length < 2 ? "no code" : $"{(payload[0] << 8) | payload[1]}"));
                break;
            default:
                break;
        }
    }

    private void Take(ReadOnlySpan<byte> frame, RoomFrameKind kind, long number, long now)
    {
        switch (kind)
        {
            case RoomFrameKind.Message:
                sink.Message(this, frame, now);
                break;
            case RoomFrameKind.Ack:
                sink.Acked(number, now);
                break;
            case RoomFrameKind.Connected:
                sink.Connected(this);
                break;
            case RoomFrameKind.Greeting:
                var hello = codec.Hello(seat.Token);
                var whole = new byte[WebSocketFrames.LongestHead + hello.Length];
                var head = WebSocketFrames.WriteHead(whole, WebSocketFrames.Text, hello.Length);
                hello.CopyTo(whole, head);
                Write(whole.AsSpan(0, head + hello.Length));
                break;
            case RoomFrameKind.Ping:
                Write(WebSocketFrames.Text, codec.Pong);
                break;
            case RoomFrameKind.Refused:
                sink.Failed("refused: " + Encoding.UTF8.GetString(frame[..Math.Min(frame.Length, 160)]));
                break;
            default:
                break;
        }
    }

    private void Write(byte kind, ReadOnlySpan<byte> payload)
    {
        var head = WebSocketFrames.WriteHead(_scratch, kind, payload.Length);
        payload.CopyTo(_scratch.AsSpan(head));
        Write(_scratch.AsSpan(0, head + payload.Length));
    }

    // The kernel takes far more than a socket here ever has under way; a server that lets that much pile up has failed.
    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_socket is null) return;
        var sent = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error != SocketError.Success || sent != bytes.Length) Fail($"send: {error}");
    }

    private void Fail(string reason)
    {
        sink.Failed(reason);
        Dispose();
    }
}
