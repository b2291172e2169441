namespace AgentGrid.Bench.Load;

/// <summary>A streamed answer: all content chunks, each with the upstream's send time between two <c>@</c>, and <c>[DONE]</c> at the end.</summary>
internal sealed class StreamAnswerCheck(int chunks, LatencyHistogram chunkDelay) : IAnswerCheck
{
    private const byte Mark = (byte)'@';

    private readonly byte[] _tail = new byte[32];
    private int _tailLength;
    private int _seen;
    private bool _inTime;
    private long _time;

    public long FirstChunkAt { get; private set; }

    /// <summary>False while warming up: delays are not recorded.</summary>
    internal bool Counting { get; set; }

    public void Begin()
    {
        _tailLength = 0;
        _seen = 0;
        _inTime = false;
        FirstChunkAt = 0;
    }

    public void Body(ReadOnlySpan<byte> part, long now)
    {
        Keep(part);
        while (!part.IsEmpty)
        {
            var mark = part.IndexOf(Mark);
            if (_inTime) AddDigits(mark < 0 ? part : part[..mark]);
            if (mark < 0) return;
            if (_inTime) Chunk(now);
            else _time = 0;
            _inTime = !_inTime;
            part = part[(mark + 1)..];
        }
    }

    public string? Fault()
    {
        if (_seen != chunks) return $"{_seen} of {chunks} chunks";
        return _tail.AsSpan(0, _tailLength).TrimEnd("\r\n"u8).EndsWith("[DONE]"u8) ? null : "no [DONE]";
    }

    private void Chunk(long now)
    {
        if (_seen++ == 0) FirstChunkAt = now;
        if (Counting) chunkDelay.Record(now - _time);
    }

    private void AddDigits(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits) _time = (_time * 10) + (digit - '0');
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.Length >= _tail.Length)
        {
            part[^_tail.Length..].CopyTo(_tail);
            _tailLength = _tail.Length;
            return;
        }

        var keep = Math.Min(_tailLength, _tail.Length - part.Length);
        _tail.AsSpan(_tailLength - keep, keep).CopyTo(_tail);
        part.CopyTo(_tail.AsSpan(keep));
        _tailLength = keep + part.Length;
    }
}
