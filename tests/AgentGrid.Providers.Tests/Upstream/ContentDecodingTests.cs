using System.IO.Compression;
using System.Text;
using AgentGrid.Providers.OpenAi;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class ContentDecodingTests
{
    private const int Plenty = 1_000_000;

    [Theory]
    [InlineData(null, "")]
    [InlineData("identity", "")]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("deflate", "deflate")]
    [InlineData("gzip, br", "gzip,br")]
    [InlineData("identity, gzip", "gzip")]
    public async Task Wrap_reads_every_encoding(string? header, string codings)
    {
        var bytes = codings.Split(',').Aggregate(Encoding.UTF8.GetBytes("hello"), Encode);

        await using var stream = ContentDecoding.Wrap(new MemoryStream(bytes), header, Plenty);
        using var body = await PooledBody.ReadAsync(stream, bytes.Length, Plenty, TestContext.Current.CancellationToken);

        Assert.Equal("hello", Encoding.UTF8.GetString(body.Written.Span));
    }

    [Theory]
    [InlineData("compress")]
    [InlineData("zstd")]
    [InlineData("gzip, gzip, gzip")]
    public void Wrap_of_unknown_or_too_many_encodings_is_an_error(string header) =>
        Assert.Throws<InvalidDataException>(() => ContentDecoding.Wrap(new MemoryStream(), header, Plenty));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Wrap_of_a_bomb_stops_at_the_bound(string coding)
    {
        var bytes = Encode(new byte[10_000_000], coding);
        Assert.True(bytes.Length < 50_000);

        await using var stream = ContentDecoding.Wrap(new MemoryStream(bytes), coding, Plenty);

        await Assert.ThrowsAsync<BodyTooLargeException>(() => stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Wrap_of_rubbish_is_an_error_that_counts_as_unreadable(string coding)
    {
        await using var stream = ContentDecoding.Wrap(new MemoryStream(Encoding.UTF8.GetBytes("{\"error\":\"not compressed at all\"}")), coding, Plenty);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));

        Assert.Equal(UpstreamFailureKind.Protocol, UpstreamFailure.Of(error).Kind);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Wrap_of_a_cut_body_leaves_an_answer_that_is_seen_as_malformed(string coding)
    {
        var whole = Encoding.UTF8.GetBytes($"{{\"choices\":[],\"x\":[{string.Join(',', Enumerable.Range(0, 1000))}]}}");
        var bytes = Encode(whole, coding);

        await using var stream = ContentDecoding.Wrap(new MemoryStream(bytes[..(bytes.Length / 2)]), coding, Plenty);
        using var body = await PooledBody.ReadAsync(stream, null, Plenty, TestContext.Current.CancellationToken);

        Assert.Equal(OpenAiResponseKind.Ok, OpenAiResponse.Inspect(whole).Kind);
        Assert.Equal(OpenAiResponseKind.Malformed, OpenAiResponse.Inspect(body.Written.Span).Kind);
    }

    [Theory]
    [InlineData(99, null, true)]
    [InlineData(100, 100L, true)]
    [InlineData(101, null, false)]
    [InlineData(101, 5L, false)]
    [InlineData(5, 101L, false)]
    public async Task ReadAsync_bounds_the_body_whatever_was_announced(int length, long? hint, bool accepted)
    {
        async Task<int> ReadAsync()
        {
            using var body = await PooledBody.ReadAsync(new MemoryStream(new byte[length]), hint, 100, TestContext.Current.CancellationToken);
            return body.Written.Length;
        }

        if (accepted)
            Assert.Equal(length, await ReadAsync());
        else
            await Assert.ThrowsAsync<BodyTooLargeException>(ReadAsync);
    }

    private static byte[] Encode(byte[] bytes, string coding)
    {
        var output = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Optimal),
            "br" => new BrotliStream(output, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(output, CompressionLevel.Optimal),
            _ => output,
        })
            encoder.Write(bytes);
        return output.ToArray();
    }
}
