using AgentGrid.Bench.Upstream;

namespace AgentGrid.Bench.Load;

/// <summary>A whole JSON answer: it may be rewritten on the way, but the upstream's content must be in it completely.</summary>
internal sealed class JsonAnswerCheck : IAnswerCheck
{
    private byte[] _body = new byte[4096];
    private int _length;

    public long FirstChunkAt => 0;

    public void Begin() => _length = 0;

    public void Body(ReadOnlySpan<byte> part, long now)
    {
        if (_length + part.Length > _body.Length) Array.Resize(ref _body, Math.Max(_body.Length * 2, _length + part.Length));
        part.CopyTo(_body.AsSpan(_length));
        _length += part.Length;
    }

    public string? Fault()
    {
        var body = _body.AsSpan(0, _length);
        if (body.IndexOf(CannedAnswers.Content) < 0) return "content missing or cut";
        return body.IndexOf("\"total_tokens\""u8) < 0 ? "usage missing" : null;
    }
}
