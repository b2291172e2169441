using System.Buffers;

namespace AgentGrid.Providers.OpenAi;

public sealed partial class SseReader
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    // Fields of the event being read; offsets count from _start, so that moving the buffer does not touch them.
    private int _dataLines;
    private int _dataOffset;
    private int _dataLength;
    private int _typeOffset;
    private int _typeLength;
    private int _idOffset;
    private int _idLength;
    private byte[] _joined = [];

    private bool _firstLine = true;
    private bool _lastEndWasCr;

    /// <summary>The next event of what was read so far; false when more bytes are needed.</summary>
    /// <exception cref="SseEventTooLargeException">The event is longer than the bound.</exception>
    public bool TryRead(out SseEvent sseEvent)
    {
        while (TryReadLine(out var length, out var next))
        {
            var line = _line;
            if (_firstLine)
            {
                _firstLine = false;
                if (_buffer.AsSpan(line, length).StartsWith("\uFEFF"u8))
                {
                    line += 3;
                    length -= 3;
                }
            }
            _line = _scan = next;
            CheckSize(next);
            if (length == 0)
            {
                sseEvent = TakeEvent(isTruncated: false);
                return true;
            }
            ReadField(line, length);
        }
        CheckSize(_end);
        if (!_endOfStream || _start == _end)
        {
            sseEvent = default;
            return false;
        }
        // TryReadLine gives an unterminated last line too, so everything left has been read as fields.
        sseEvent = TakeEvent(isTruncated: true);
        return true;
    }

    /// <summary>
    /// Finds the end of the current line. A CR that is the last byte received might be half of a CR LF: it waits for the next byte, except for the empty line
    /// of a stream that ends its lines with CR alone, where waiting would hold back each event until the next one (an LF after it is one more empty line: nothing).
    /// </summary>
    private bool TryReadLine(out int length, out int next)
    {
        var found = _buffer.AsSpan(_scan, _end - _scan).IndexOfAny(Cr, Lf);
        if (found < 0)
        {
            _scan = _end;
            length = _end - _line;
            next = _end;
            return _endOfStream && length > 0;
        }
        var at = _scan + found;
        length = at - _line;
        next = at + 1;
        if (_buffer[at] == Lf)
        {
            _lastEndWasCr = false;
            return true;
        }
        if (length == 0 && _lastEndWasCr)
            return true;
        if (next == _end && !_endOfStream)
        {
            _scan = at;
            return false;
        }
        _lastEndWasCr = next == _end || _buffer[next] != Lf;
        if (!_lastEndWasCr)
            next++;
        return true;
    }

    private void ReadField(int line, int length)
    {
        var span = _buffer.AsSpan(line, length);
        var colon = span.IndexOf((byte)':');
        if (colon == 0)
            return;
        var name = colon < 0 ? span : span[..colon];
        var skip = colon < 0 ? length : colon + 1;
        if (skip < length && span[skip] == (byte)' ')
            skip++;
        var offset = line + skip - _start;
        if (name.SequenceEqual("data"u8))
        {
            AddData(offset, length - skip);
        }
        else if (name.SequenceEqual("event"u8))
        {
            _typeOffset = offset;
            _typeLength = length - skip;
        }
        else if (name.SequenceEqual("id"u8))
        {
            _idOffset = offset;
            _idLength = length - skip;
        }
    }

    private void AddData(int offset, int length)
    {
        if (_dataLines++ == 0)
        {
            _dataOffset = offset;
            _dataLength = length;
            return;
        }
        var needed = _dataLength + 1 + length;
        if (needed > _joined.Length || _dataLines == 2)
        {
            var larger = needed > _joined.Length ? ArrayPool<byte>.Shared.Rent(needed) : _joined;
            var soFar = _dataLines == 2 ? _buffer.AsSpan(_start + _dataOffset, _dataLength) : _joined.AsSpan(0, _dataLength);
            soFar.CopyTo(larger);
            if (larger != _joined)
            {
                ReturnJoined();
                _joined = larger;
            }
        }
        _joined[_dataLength] = Lf;
        _buffer.AsSpan(_start + offset, length).CopyTo(_joined.AsSpan(_dataLength + 1));
        _dataLength = needed;
    }

    private SseEvent TakeEvent(bool isTruncated)
    {
        var data = _dataLines > 1 ? _joined.AsMemory(0, _dataLength) : _buffer.AsMemory(_start + _dataOffset, _dataLength);
        var taken = new SseEvent(
            _buffer.AsMemory(_start, _line - _start),
            data,
            _buffer.AsMemory(_start + _typeOffset, _typeLength),
            _buffer.AsMemory(_start + _idOffset, _idLength),
            _dataLines > 0,
            isTruncated);
        _start = _scan = _line;
        _dataLines = _dataOffset = _dataLength = _typeOffset = _typeLength = _idOffset = _idLength = 0;
        return taken;
    }

    private void CheckSize(int end)
    {
        if (end - _start > _maxEventBytes)
            throw new SseEventTooLargeException(_maxEventBytes);
    }

    private void ReturnJoined()
    {
        if (_joined.Length > 0)
            ArrayPool<byte>.Shared.Return(_joined);
        _joined = [];
    }
}
