using System.Text;
using AgentGrid.Providers.OpenAi;
using static AgentGrid.Providers.OpenAi.OpenAiStreamVerdict;

namespace AgentGrid.Providers.Tests.OpenAi;

public sealed class OpenAiStreamStateTests
{
    private const string First = """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""";
    private const string Text = """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}""";
    private const string Finish = """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}""";
    private const string Usage = """{"id":"c","model":"gpt-x","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}}""";

    [Theory]
    [InlineData(false, Suppress)]
    [InlineData(true, Forward)]
    public async Task Feed_of_a_whole_stream_hides_the_usage_chunk_unless_asked_for(bool clientWantsUsage, OpenAiStreamVerdict usageVerdict)
    {
        var state = new OpenAiStreamState(clientWantsUsage);

        var verdicts = await FeedAsync(state, $": hi\n\ndata: {First}\n\ndata: {Text}\n\ndata:{Finish}\n\ndata: {Usage}\r\n\r\ndata: [DONE]\n\n");

        Assert.Equal([KeepAlive, Forward, Forward, Forward, usageVerdict, Done], verdicts);
        Assert.Equal(new OpenAiUsage(5, 7, null), state.Usage);
        Assert.Equal(("stop", "gpt-x", true, OpenAiStreamEnd.Complete), (state.FinishReason, state.Model, state.HasContent, state.End()));
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"x\"}}\n\n", Error)]
    [InlineData("data: {\"choices\":[],\"error\":{\"code\":429}}\n\n", Error)]
    [InlineData("event: error\ndata: upstream broke\n\n", Error)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"con\n\n", Malformed)]
    [InlineData("data: <html>\n\n", Malformed)]
    [InlineData("data: \"text\"\n\n", Malformed)]
    [InlineData("data: {\"choices\":[]}", Malformed)]
    [InlineData("data: [DONE]", Done)]
    [InlineData("data:[DONE]\n", Done)]
    [InlineData("data: \n\n", KeepAlive)]
    [InlineData("event: ping\n\n", KeepAlive)]
    [InlineData("data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n", Forward)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n", Forward)]
    [InlineData("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"x\"}}]}\n\n", Forward)]
    public async Task Feed_judges_one_event(string text, OpenAiStreamVerdict verdict) =>
        Assert.Equal([verdict], await FeedAsync(new OpenAiStreamState(clientWantsUsage: false), text));

    [Fact]
    public async Task Feed_after_done_suppresses_everything() =>
        Assert.Equal([Done, Suppress, Suppress], await FeedAsync(new OpenAiStreamState(true), $"data: [DONE]\n\ndata: {Text}\n\n: late\n\n"));

    [Fact]
    public async Task Feed_after_an_error_keeps_what_was_used_so_far()
    {
        var state = new OpenAiStreamState(clientWantsUsage: false);

        await FeedAsync(state, $"data: {Usage}\n\ndata: {{\"error\":{{\"message\":\"x\"}}}}\n\n");

        Assert.Equal(7, state.Usage.OutputTokens);
    }

    [Fact]
    public async Task Usage_is_the_last_one_seen()
    {
        var state = new OpenAiStreamState(clientWantsUsage: false);

        await FeedAsync(state, $"data: {Usage}\n\ndata: {Usage.Replace("7", "8", StringComparison.Ordinal)}\n\ndata: {Finish}\n\n");

        Assert.Equal(8, state.Usage.OutputTokens);
    }

    [Theory]
    [InlineData(First, OpenAiStreamEnd.Truncated)]
    [InlineData(Text, OpenAiStreamEnd.Truncated)]
    [InlineData("""{"choices":[{"delta":{"content":"x"},"finish_reason":""}]}""", OpenAiStreamEnd.Truncated)]
    [InlineData(Finish, OpenAiStreamEnd.CompleteWithoutDone)]
    public async Task End_without_done_is_complete_only_after_a_finish_reason(string payload, OpenAiStreamEnd end)
    {
        var state = new OpenAiStreamState(clientWantsUsage: false);

        await FeedAsync(state, $"data: {payload}\n\n");

        Assert.Equal(end, state.End());
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":""}""", false)]
    [InlineData("""{"content":null,"tool_calls":[]}""", false)]
    [InlineData("""{"content":"x"}""", true)]
    [InlineData("""{"reasoning_content":"x"}""", true)]
    [InlineData("""{"tool_calls":[{"index":0}]}""", true)]
    [InlineData("""{"refusal":"no"}""", true)]
    public void HasContent_sees_what_a_user_would_see(string delta, bool hasContent)
    {
        var state = new OpenAiStreamState(clientWantsUsage: false);

        state.Feed(Encoding.UTF8.GetBytes($"{{\"choices\":[{{\"delta\":{delta}}}]}}"));

        Assert.Equal(hasContent, state.HasContent);
    }

    [Fact]
    public void GetDelta_gives_the_content_as_it_came()
    {
        var state = new OpenAiStreamState(clientWantsUsage: false);
        var data = """{"choices":[{"delta":{"role":"assistant","content":"a\nb"}}]}"""u8.ToArray();
        state.Feed(data);

        var delta = state.GetDelta(data);

        Assert.Equal("\"a\\nb\""u8, delta.Content.Span);
        Assert.Equal("a\nb", delta.GetText());
    }

    [Fact]
    public void Feed_allocates_nothing_once_the_names_are_known()
    {
        var state = new OpenAiStreamState(clientWantsUsage: false);
        var data = Encoding.UTF8.GetBytes(Text);
        state.Feed(data);

        var before = GC.GetAllocatedBytesForCurrentThread();
        state.Feed(data);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static async Task<List<OpenAiStreamVerdict>> FeedAsync(OpenAiStreamState state, string text)
    {
        var verdicts = new List<OpenAiStreamVerdict>();
        using var reader = new SseReader(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        bool more;
        do
        {
            more = await reader.FillAsync(TestContext.Current.CancellationToken);
            while (reader.TryRead(out var e))
                verdicts.Add(state.Feed(e));
        }
        while (more);
        return verdicts;
    }
}
