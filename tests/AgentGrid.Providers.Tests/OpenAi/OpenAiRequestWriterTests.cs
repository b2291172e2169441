using System.Buffers;
using System.Text;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Providers.Tests.OpenAi;

public sealed class OpenAiRequestWriterTests
{
    [Fact]
    public void Write_of_a_prompt_makes_one_user_message() => Assert.Equal(
        """{"messages":[{"role":"user","content":"say \"hi\""}]}""",
        Write(new OpenAiChatRequest { Prompt = "say \"hi\"" }));

    [Fact]
    public void Write_with_everything_gives_every_member() => Assert.Equal(
        """{"model":"m","messages":[{"role":"user","content":"x","name":"n"}],"max_tokens":5,"temperature":0.25,"metadata":{"a":"b"},"stream":true,"stream_options":{"include_usage":true}}""",
        Write(new OpenAiChatRequest
        {
            Model = "m",
            Messages = """[{"role":"user","content":"x","name":"n"}]"""u8.ToArray(),
            Prompt = "not used",
            MaxTokens = 5,
            Temperature = 0.25,
            Metadata = """{"a":"b"}"""u8.ToArray(),
            Stream = true,
        }));

    [Fact]
    public void Write_with_max_completion_tokens_uses_that_name() => Assert.Contains(
        "\"max_completion_tokens\":5", Write(new OpenAiChatRequest { Prompt = "x", MaxTokens = 5, UseMaxCompletionTokens = true }), StringComparison.Ordinal);

    [Fact]
    public void Write_without_messages_and_prompt_is_an_error() =>
        Assert.Throws<ArgumentException>(() => Write(new OpenAiChatRequest { Model = "m" }));

    [Fact]
    public void Write_gives_what_the_parser_of_the_other_side_accepts()
    {
        var body = Encoding.UTF8.GetBytes(Write(new OpenAiChatRequest { Model = "m", Prompt = "x", Stream = true }));

        Assert.True(OpenAiRequest.TryParse(body, OpenAiOperation.Chat, out var request, out _));
        Assert.Equal(("m", true, true), (request.Model, request.Stream, request.IncludeUsage));
    }

    [Theory]
    [InlineData("[{\"role\":\"user\"}]", true)]
    [InlineData("[]", false)]
    [InlineData("[{\"role\":\"user\"}] x", false)]
    [InlineData("{}", false)]
    [InlineData("", false)]
    public void CheckMessages_accepts_a_list_of_messages_only(string messages, bool accepted)
    {
        var error = OpenAiRequestWriter.CheckMessages(Encoding.UTF8.GetBytes(messages));

        Assert.Equal(accepted, error is null);
        Assert.True(accepted || error!.Param == "messages");
    }

    private static string Write(OpenAiChatRequest request)
    {
        var output = new ArrayBufferWriter<byte>();
        OpenAiRequestWriter.Write(output, request);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
