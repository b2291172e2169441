using System.Buffers;

namespace AgentGrid.Providers.OpenAi;

/// <summary>
/// Splits a stream into server-sent events (WHATWG HTML section 9.2) without copying them. The events do not depend on how the bytes were cut into reads.
/// Use: <c>do { more = await FillAsync(ct); while (TryRead(out var e)) … } while (more);</c>. Not thread-safe. Disposing gives the buffers back, not the stream.
/// </summary>
public sealed partial class SseReader : IDisposable
{
    /// <summary>Default bound of one event: 1 MiB.</summary>
    public const int DefaultMaxEventBytes = 1024 * 1024;

    private const int InitialBufferBytes = 8 * 1024;
    private const int MinReadBytes = 2 * 1024;

    private readonly Stream _stream;
    private readonly int _maxEventBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferBytes);

    // _start ≤ _line ≤ _scan ≤ _end: first byte of the event, of its current line, first byte not yet looked at, first free byte.
    private int _start;
    private int _line;
    private int _scan;
    private int _end;
    private bool _endOfStream;

    /// <param name="stream">The response body; read, never written or disposed.</param>
    /// <param name="maxEventBytes">Bound of one event in bytes, comments and line ends included.</param>
    public SseReader(Stream stream, int maxEventBytes = DefaultMaxEventBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEventBytes, 1);
        _stream = stream;
        _maxEventBytes = maxEventBytes;
    }

    /// <summary>Reads what the stream has next. False at its end: then one more round of <see cref="TryRead"/> gives an unfinished event, if there is one.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken = default)
    {
        if (_endOfStream)
            return false;
        MakeRoom();
        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _endOfStream = read == 0;
        _end += read;
        return !_endOfStream;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _line = _scan = _end = 0;
        _endOfStream = true;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        ReturnJoined();
    }

    private void MakeRoom()
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        if (_start == _end)
        {
            _start = _line = _scan = _end = 0;
            return;
        }
        if (_buffer.Length - _end >= MinReadBytes)
            return;
        var pending = _end - _start;
        var target = _buffer;
        if (_buffer.Length - pending < MinReadBytes)
            target = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, _start, target, 0, pending);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }
        _line -= _start;
        _scan -= _start;
        _end = pending;
        _start = 0;
    }
}
