using System.Text;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Providers.Tests.OpenAi;

public sealed class SseReaderTests
{
    public static TheoryData<string, string?[]> Payloads() => new()
    {
        { "data: {\"a\":1}\n\ndata: [DONE]\n\n", ["{\"a\":1}", "[DONE]"] },
        { "data:{\"a\":1}\n\n", ["{\"a\":1}"] },
        { "data:  two\n\n", [" two"] },
        { "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"] },
        { "data: a\r\rdata: b\r\r", ["a", "b"] },
        { "data: a\ndata: b\ndata\ndata: c\n\n", ["a\nb\n\nc"] },
        { ": comment\n\ndata: a\n\n", [null, "a"] },
        { ": comment\ndata: a\n: another\n\n", ["a"] },
        { "retry: 10\nfoo: bar\n\n", [null] },
        { "data\n\n", [""] },
        { "data: a:b\n\n", ["a:b"] },
        { "\n\ndata: a\n\n", [null, null, "a"] },
        { "data: a\r\n\ndata: b\n\r\ndata: c\r\r", ["a", "b", "c"] },
        { "dat: a\ndatas: b\nDATA: c\n\n", [null] },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task TryRead_gives_the_payload_of_each_event_and_all_raw_bytes(string text, string?[] payloads)
    {
        var events = await SseText.ReadAllAsync(text);

        Assert.Equal(payloads, events.Select(e => e.Data));
        Assert.Equal(text, string.Concat(events.Select(e => e.Raw)));
        Assert.DoesNotContain(events, e => e.IsTruncated);
    }

    [Fact]
    public async Task TryRead_gives_type_and_id()
    {
        var e = Assert.Single(await SseText.ReadAllAsync("event: ping\nevent:message_start\nid: 7\ndata: x\n\n"));

        Assert.Equal(("message_start", "7", "x"), (e.Type, e.Id, e.Data));
    }

    [Fact]
    public async Task TryRead_skips_one_byte_order_mark_and_keeps_it_in_the_raw_bytes()
    {
        var bytes = "\uFEFFdata: x\n\n"u8.ToArray();

        var e = Assert.Single(await SseText.ReadAllAsync(bytes, []));

        Assert.Equal("x", e.Data);
        Assert.Equal(Encoding.Latin1.GetString(bytes), e.Raw);
    }

    [Theory]
    [InlineData("data: x", "x")]
    [InlineData("data: x\n", "x")]
    [InlineData("data: x\r", "x")]
    [InlineData("data: [DONE]\r\n", "[DONE]")]
    [InlineData(": half a comm", null)]
    [InlineData("d", null)]
    public async Task TryRead_at_the_end_inside_an_event_reports_it_as_truncated(string tail, string? data)
    {
        var events = await SseText.ReadAllAsync("data: a\n\n" + tail);

        Assert.Equal(2, events.Count);
        Assert.Equal((data, tail, true), (events[1].Data, events[1].Raw, events[1].IsTruncated));
    }

    [Theory]
    [InlineData("data: a\n\n")]
    [InlineData("data: a\r\n\r\n")]
    [InlineData("data: a\r\r")]
    public async Task TryRead_gives_an_event_as_soon_as_its_last_byte_is_there(string text)
    {
        using var stream = new MemoryStream();
        using var reader = new SseReader(stream);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Position = 0;

        await reader.FillAsync(TestContext.Current.CancellationToken);

        Assert.True(reader.TryRead(out var e));
        Assert.Equal("a"u8, e.Data.Span);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public async Task TryRead_with_an_event_of_the_maximal_size_accepts_it_and_one_byte_more_is_an_error()
    {
        var fits = Encoding.UTF8.GetBytes("data: " + new string('x', 92) + "\n\n");
        var tooLong = Encoding.UTF8.GetBytes("data: " + new string('x', 93) + "\n\n");

        Assert.Single(await SseText.ReadAllAsync(fits, [7, 50], maxEventBytes: 100));
        await Assert.ThrowsAsync<SseEventTooLargeException>(() => SseText.ReadAllAsync(tooLong, [7, 50], maxEventBytes: 100));
        await Assert.ThrowsAsync<SseEventTooLargeException>(() => SseText.ReadAllAsync(tooLong, [int.MaxValue], maxEventBytes: 100));
    }

    [Fact]
    public async Task TryRead_with_endless_comments_stops_at_the_bound()
    {
        var endless = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(": keep-alive\n", 100_000)));

        await Assert.ThrowsAsync<SseEventTooLargeException>(() => SseText.ReadAllAsync(endless, Enumerable.Repeat(4096, 1000)));
    }

    [Fact]
    public async Task TryRead_with_an_event_larger_than_the_buffer_grows_it()
    {
        var large = new string('x', 200_000);

        var events = await SseText.ReadAllAsync(Encoding.UTF8.GetBytes($"data: a\n\ndata: {large}\ndata: b\n\ndata: c\n\n"), Enumerable.Repeat(999, 1000));

        Assert.Equal(["a", large + "\nb", "c"], events.Select(e => e.Data));
    }

    [Fact]
    public async Task FillAsync_after_dispose_reads_nothing()
    {
        var reader = new SseReader(new MemoryStream("data: a\n\n"u8.ToArray()));
        reader.Dispose();
        reader.Dispose();

        Assert.False(await reader.FillAsync(TestContext.Current.CancellationToken));
        Assert.False(reader.TryRead(out _));
    }
}
