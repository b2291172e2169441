namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>Lines of a stream that end in a line feed, each of bounded length. Not thread-safe.</summary>
internal sealed class BoundedLineReader(Stream stream, int maxBytes)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line without its end; valid until the next call. Null at the end of the stream.</summary>
    /// <exception cref="AuditBundleException">A line is too long, or the last has no end.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                Number++;
                var line = _buffer.AsMemory(_start, searched + at);
                _start += line.Length + 1;
                return line;
            }
            searched = _end - _start;
            if (searched > maxBytes)
                throw new AuditBundleException(Number + 1, $"longer than {maxBytes} bytes");
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                return searched == 0 ? null : throw new AuditBundleException(Number + 1, "cut short");
            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        var held = _end - _start;
        var target = held > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        _buffer = target;
        (_start, _end) = (0, held);
    }
}
