using System.Buffers;

namespace AgentGrid.Providers.Upstream;

/// <summary>A growing byte buffer from the shared pool: a request body to send or a response body to inspect. Not thread-safe; dispose it once, after the last use of its memory.</summary>
public sealed class PooledBody : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer;
    private int _length;

    /// <param name="capacity">Bytes expected; more is possible.</param>
    public PooledBody(int capacity = 1024) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What was written so far; valid until the next write or dispose.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Not disposed.</param>
    /// <param name="lengthHint">The announced length, if any; not trusted.</param>
    /// <param name="maxBytes">Bound of the body.</param>
    /// <exception cref="BodyTooLargeException">The body is longer than the bound.</exception>
    public static async ValueTask<PooledBody> ReadAsync(Stream stream, long? lengthHint, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (lengthHint > maxBytes)
            throw new BodyTooLargeException(maxBytes);
        // One byte more than announced, so that the read that finds the end needs no larger buffer.
        var body = new PooledBody((int)Math.Clamp(lengthHint + 1 ?? 4096, 256, 128 * 1024));
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(body.GetMemory(1), cancellationToken);
                if (read == 0)
                    return body;
                body.Advance(read);
                if (body._length > maxBytes)
                    throw new BodyTooLargeException(maxBytes);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Reserve(int size)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        if (_buffer.Length - _length >= size)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, checked(_length + size)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
