using System.Buffers.Text;
using System.Net.Sockets;
using AgentGrid.Bench.Sockets;

namespace AgentGrid.Bench.Upstream;

/// <summary>One client of the mock model: reads requests, answers whole or as a stream that its server drives by <see cref="Stream"/>.</summary>
internal sealed class UpstreamConnection : IHttpMessageSink, IDisposable
{
    private const long RetryAfter = 100_000;

    private readonly Socket _socket;
    private readonly HttpMessageReader _reader;
    private readonly byte[] _chunk = [.. CannedAnswers.Chunk];
    private byte[] _body = new byte[4096];
    private int _bodyLength;
    private bool _chat;
    private bool _get;
    private bool _withUsage;
    private int _chunksSent;
    private bool _ended;
    private long _gap;
    private ReadOnlyMemory<byte> _unsent;

    internal UpstreamConnection(Socket socket)
    {
        _socket = socket;
        _reader = new HttpMessageReader(this);
    }

    /// <summary>True while the server has to call <see cref="Stream"/>.</summary>
    internal bool Streaming { get; private set; }

    /// <summary>When the next chunk of the stream is due (clock nanoseconds).</summary>
    internal long DueAt { get; private set; }

    /// <summary>Reads what is there; false when the client is gone.</summary>
    internal bool Receive()
    {
        var count = _socket.Receive(_reader.Space, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return true;
        if (error != SocketError.Success || count == 0) return false;
        _reader.Received(count);
        return true;
    }

    /// <summary>Sends the next part of the stream; false when the client is gone.</summary>
    internal bool Stream(long now)
    {
        if (!_unsent.IsEmpty) return Send(_unsent, now);
        if (_chunksSent == CannedAnswers.Chunks) return SendLast(_withUsage ? CannedAnswers.StreamEndWithUsage : CannedAnswers.StreamEnd, now);
        _chunksSent++;
        DueAt = Math.Max(DueAt + _gap, now);
        Utf8Formatter.TryFormat(now, _chunk.AsSpan(CannedAnswers.TimeOffset, CannedAnswers.TimeDigits), out _, new('D', CannedAnswers.TimeDigits));
        return Send(_chunk, now);
    }

    void IHttpMessageSink.Head(ReadOnlySpan<byte> startLine)
    {
        _get = startLine.StartsWith("GET /v1/models"u8);
        _chat = startLine.StartsWith("POST /v1/chat/completions"u8);
        _bodyLength = 0;
    }

    void IHttpMessageSink.Body(ReadOnlySpan<byte> part)
    {
        if (_bodyLength + part.Length > _body.Length) Array.Resize(ref _body, Math.Max(_body.Length * 2, _bodyLength + part.Length));
        part.CopyTo(_body.AsSpan(_bodyLength));
        _bodyLength += part.Length;
    }

    void IHttpMessageSink.End(bool keepAlive)
    {
        var request = new ChatRequest(_body.AsSpan(0, _bodyLength));
        if (_chat && request.Streamed) StartStream(request);
        else SendLast(_chat ? CannedAnswers.Json : _get ? CannedAnswers.Models : CannedAnswers.NotFound, Clock.Now);
    }

    public void Dispose() => _socket.Dispose();

    private void StartStream(ChatRequest request)
    {
        Streaming = true;
        _ended = false;
        _chunksSent = 0;
        _gap = request.GapNanoseconds;
        _withUsage = request.WantsUsage;
        DueAt = Clock.Now + _gap;
        Send(CannedAnswers.StreamHead, DueAt);
    }

    private bool SendLast(byte[] bytes, long now)
    {
        _ended = true;
        return Send(bytes, now);
    }

    // A full socket buffer (a slow reader) is tried again a little later: rare, and cheaper than a second kind of readiness.
    private bool Send(ReadOnlyMemory<byte> bytes, long now)
    {
        var sent = _socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) return false;
        _unsent = bytes[(error == SocketError.Success ? sent : 0)..];
        if (!_unsent.IsEmpty) DueAt = Math.Max(DueAt, now + RetryAfter);
        Streaming = !_ended || !_unsent.IsEmpty;
        return true;
    }
}
