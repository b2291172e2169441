using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AgentGrid.Bench.Sockets;

/// <summary>Incremental HTTP/1.1 reader (RFC 9112 sections 2, 6 and 7) for both directions: content-length and chunked bodies, no allocation per message.</summary>
internal sealed class HttpMessageReader(IHttpMessageSink sink)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private State _state;
    private long _left;
    private bool _chunked;
    private bool _keepAlive;

    private enum State
    {
        Head,
        Body,
        ChunkSize,
        ChunkEnd,
        Trailer,
    }

    /// <summary>Where the next bytes from the socket go; never empty.</summary>
    internal Span<byte> Space
    {
        get
        {
            if (_start == _end)
            {
                _start = _end = 0;
            }
            else if (_end == _buffer.Length)
            {
                if (_start > 0) Compact();
                else Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            return _buffer.AsSpan(_end);
        }
    }

    /// <summary>Forgets everything (the connection was replaced).</summary>
    internal void Reset()
    {
        _start = _end = 0;
        _state = State.Head;
    }

    /// <summary>Takes <paramref name="count"/> bytes that were written to <see cref="Space"/> and reports what is complete.</summary>
    /// <exception cref="FormatException">The peer does not speak HTTP/1.1.</exception>
    internal void Received(int count)
    {
        _end += count;
        while (_start < _end && Step())
        {
        }
    }

    private bool Step() => _state switch
    {
        State.Head => ReadHead(),
        State.ChunkSize => ReadChunkSize(),
        State.ChunkEnd => ReadLine(out _) && Go(State.ChunkSize),
        State.Trailer => ReadTrailer(),
        _ => ReadBody(),
    };

    private bool ReadHead()
    {
        var bytes = _buffer.AsSpan(_start, _end - _start);
        var length = bytes.IndexOf("\r\n\r\n"u8);
        if (length < 0) return false;
        _start += length + 4;
        var head = bytes[..(length + 2)];
        var startLine = head[..head.IndexOf("\r\n"u8)];
        ReadFields(head[(startLine.Length + 2)..]);
        sink.Head(startLine);
        if (!_chunked && _left == 0) sink.End(_keepAlive);
        else _state = _chunked ? State.ChunkSize : State.Body;
        return true;
    }

    private void ReadFields(ReadOnlySpan<byte> fields)
    {
        _left = 0;
        _chunked = false;
        _keepAlive = true;
        while (!fields.IsEmpty)
        {
            var end = fields.IndexOf("\r\n"u8);
            var field = fields[..end];
            fields = fields[(end + 2)..];
            if (ValueOf(field, "content-length:"u8) is { IsEmpty: false } length) _left = long.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
            else if (ValueOf(field, "transfer-encoding:"u8) is { IsEmpty: false } coding) _chunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            else if (ValueOf(field, "connection:"u8) is { IsEmpty: false } connection) _keepAlive = !Ascii.EqualsIgnoreCase(connection, "close"u8);
        }
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name) =>
        field.Length > name.Length && Ascii.EqualsIgnoreCase(field[..name.Length], name) ? field[name.Length..].Trim((byte)' ') : default;

    private bool ReadBody()
    {
        var count = (int)Math.Min(_left, _end - _start);
        sink.Body(_buffer.AsSpan(_start, count));
        _start += count;
        _left -= count;
        if (_left > 0) return false;
        if (_chunked) return Go(State.ChunkEnd);
        _state = State.Head;
        sink.End(_keepAlive);
        return true;
    }

    private bool ReadChunkSize()
    {
        if (!ReadLine(out var line)) return false;
        var parsed = Utf8Parser.TryParse(line, out _left, out var used, 'x');
        if (!parsed || used == 0) throw new FormatException($"Bad chunk size: {Encoding.ASCII.GetString(line)}");
        return Go(_left == 0 ? State.Trailer : State.Body);
    }

    private bool ReadTrailer()
    {
        if (!ReadLine(out var line)) return false;
        if (!line.IsEmpty) return true;
        _state = State.Head;
        sink.End(_keepAlive);
        return true;
    }

    private bool ReadLine(out ReadOnlySpan<byte> line)
    {
        var bytes = _buffer.AsSpan(_start, _end - _start);
        var length = bytes.IndexOf("\r\n"u8);
        line = length < 0 ? default : bytes[..length];
        if (length < 0) return false;
        _start += length + 2;
        return true;
    }

    private bool Go(State next)
    {
        _state = next;
        return true;
    }

    private void Compact()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
    }
}
