using System.Text;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Providers.Tests.OpenAi;

public sealed class OpenAiResponseTests
{
    private const string Completion = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"Hi \"you\"","refusal":null},
        "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0}}}
        """;

    [Fact]
    public void Inspect_reads_a_completion()
    {
        var body = Encoding.UTF8.GetBytes(Completion);

        var response = OpenAiResponse.Inspect(body);

        Assert.Equal(OpenAiResponseKind.Ok, response.Kind);
        Assert.Equal(new OpenAiUsage(9, 12, 4), response.Usage);
        Assert.Equal(("stop", "gpt-x", "chatcmpl-1"), (response.FinishReason, response.Model, response.GetId(body)));
        var message = response.GetMessage(body);
        Assert.Equal(("assistant", "Hi \"you\""), (message.Role, message.GetText()));
        Assert.Equal("\"Hi \\\"you\\\"\""u8, message.Content.Span);
        Assert.True(message.ToolCalls.IsEmpty);
    }

    [Fact]
    public void GetMessage_gives_tool_calls_as_they_came()
    {
        const string Calls = "[ {\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}} ]";
        var body = Encoding.UTF8.GetBytes($"{{\"choices\":[{{\"message\":{{\"content\":null,\"tool_calls\":{Calls}}},\"finish_reason\":\"tool_calls\"}}]}}");

        var message = OpenAiResponse.Inspect(body).GetMessage(body);

        Assert.Equal(Calls, Encoding.UTF8.GetString(message.ToolCalls.Span));
        Assert.Equal(("assistant", null), (message.Role, message.GetText()));
    }

    [Fact]
    public void GetText_puts_content_parts_together()
    {
        var body = "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\\u0062\"},{\"type\":\"x\",\"y\":{\"text\":\"no\"}},{\"text\":\"c\"}]}}]}"u8.ToArray();

        Assert.Equal("abc", OpenAiResponse.Inspect(body).GetMessage(body).GetText());
    }

    [Fact]
    public void GetMessage_with_several_choices_takes_the_first()
    {
        var body = "{\"choices\":[{\"message\":{\"content\":\"one\"}},{\"message\":{\"content\":\"two\"}}]}"u8.ToArray();

        Assert.Equal("one", OpenAiResponse.Inspect(body).GetMessage(body).GetText());
    }

    [Theory]
    [InlineData("{\"choices\":[]}", OpenAiResponseKind.Ok)]
    [InlineData("{\"choices\":[],\"error\":null}", OpenAiResponseKind.Ok)]
    [InlineData("{\"error\":{\"message\":\"x\"}}", OpenAiResponseKind.ErrorBody)]
    [InlineData("{\"error\":\"model not found\"}", OpenAiResponseKind.ErrorBody)]
    [InlineData("{\"choices\":[],\"error\":{\"code\":502}}", OpenAiResponseKind.ErrorBody)]
    [InlineData("{\"object\":\"error\",\"message\":\"x\"}", OpenAiResponseKind.ErrorBody)]
    [InlineData("{}", OpenAiResponseKind.Malformed)]
    [InlineData("{\"choices\":null}", OpenAiResponseKind.Malformed)]
    [InlineData("[]", OpenAiResponseKind.Malformed)]
    [InlineData("", OpenAiResponseKind.Malformed)]
    [InlineData("<html>", OpenAiResponseKind.Malformed)]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"cut o", OpenAiResponseKind.Malformed)]
    [InlineData("{\"choices\":[]} {", OpenAiResponseKind.Malformed)]
    public void Inspect_tells_answers_errors_and_rubbish_apart(string body, OpenAiResponseKind kind) =>
        Assert.Equal(kind, OpenAiResponse.Inspect(Encoding.UTF8.GetBytes(body)).Kind);

    [Theory]
    [InlineData("{\"object\":\"list\",\"data\":[],\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}", OpenAiResponseKind.Ok)]
    [InlineData("{\"choices\":[]}", OpenAiResponseKind.Malformed)]
    public void Inspect_of_embeddings_wants_data(string body, OpenAiResponseKind kind) =>
        Assert.Equal(kind, OpenAiResponse.Inspect(Encoding.UTF8.GetBytes(body), OpenAiOperation.Embeddings).Kind);

    [Theory]
    [InlineData("null", null, null)]
    [InlineData("{}", null, null)]
    [InlineData("{\"prompt_tokens\":3}", 3L, null)]
    [InlineData("{\"prompt_tokens\":\"3\",\"completion_tokens\":2.5}", null, null)]
    [InlineData("{\"prompt_tokens\":-1,\"completion_tokens\":0}", null, 0L)]
    [InlineData("[1]", null, null)]
    public void Inspect_never_guesses_usage(string usage, long? input, long? output)
    {
        var response = OpenAiResponse.Inspect(Encoding.UTF8.GetBytes($"{{\"choices\":[],\"usage\":{usage}}}"));

        Assert.Equal(new OpenAiUsage(input, output, null), response.Usage);
        Assert.Equal(input is not null || output is not null, response.Usage.IsKnown);
    }

    [Fact]
    public void GetText_of_a_lone_surrogate_gives_null_while_the_raw_bytes_stay()
    {
        var body = "{\"choices\":[{\"message\":{\"content\":\"\\ud800\"}}]}"u8.ToArray();

        var message = OpenAiResponse.Inspect(body).GetMessage(body);

        Assert.Null(message.GetText());
        Assert.Equal("\"\\ud800\""u8, message.Content.Span);
    }

    [Fact]
    public void Inspect_skips_values_of_unexpected_types()
    {
        var body = "{\"id\":1,\"model\":{\"a\":[]},\"object\":[],\"choices\":[1,{\"message\":[],\"finish_reason\":{}}],\"usage\":{\"prompt_tokens_details\":3,\"prompt_tokens\":1}}"u8.ToArray();

        var response = OpenAiResponse.Inspect(body);

        Assert.Equal((OpenAiResponseKind.Ok, 1L, null, null, null), (response.Kind, response.Usage.InputTokens, response.FinishReason, response.Model, response.GetId(body)));
    }

    [Fact]
    public void Inspect_cut_anywhere_is_malformed()
    {
        var body = Encoding.UTF8.GetBytes(Completion);

        for (var length = 0; length < body.Length; length++)
            Assert.Equal(OpenAiResponseKind.Malformed, OpenAiResponse.Inspect(body.AsSpan(0, length)).Kind);
    }

    [Fact]
    public void Inspect_allocates_nothing_once_the_names_are_known()
    {
        var body = Encoding.UTF8.GetBytes(Completion);
        OpenAiResponse.Inspect(body);

        var before = GC.GetAllocatedBytesForCurrentThread();
        OpenAiResponse.Inspect(body);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
