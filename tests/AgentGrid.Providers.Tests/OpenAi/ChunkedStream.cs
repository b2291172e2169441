namespace AgentGrid.Providers.Tests.OpenAi;

/// <summary>Gives its bytes in reads of the given sizes (then one byte at a time), as a network may.</summary>
internal sealed class ChunkedStream(byte[] bytes, IEnumerable<int> sizes) : MemoryStream(bytes, writable: false)
{
    private readonly IEnumerator<int> _sizes = sizes.GetEnumerator();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var size = _sizes.MoveNext() ? Math.Max(1, _sizes.Current) : 1;
        return ValueTask.FromResult(Read(buffer.Span[..Math.Min(size, buffer.Length)]));
    }
}
