using System.Buffers;
using System.Text;
using System.Text.Json;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Providers.Tests.OpenAi;

public sealed class OpenAiRequestTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    [Theory]
    [InlineData("{\"model\":\"a\"," + Messages + "}", false, false)]
    [InlineData("{\"model\":\"a\"," + Messages + ",\"stream\":true}", true, false)]
    [InlineData("{\"model\":\"a\",\"stream\":null," + Messages + "}", false, false)]
    [InlineData("{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + Messages + "}", true, true)]
    [InlineData("{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"stream_options\":null," + Messages + "}", true, false)]
    [InlineData("{\"model\":\"b\",\"model\":\"a\",\"stream\":false,\"stream\":true," + Messages + "}", true, false)]
    [InlineData("  {\"mod\\u0065l\":\"\\u0061\"," + Messages + "}\r\n", false, false)]
    public void TryParse_reads_what_the_gateway_decides_about(string body, bool stream, bool includeUsage)
    {
        var request = Parse(body);

        Assert.Equal(("a", stream, includeUsage), (request.Model, request.Stream, request.IncludeUsage));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("[]", null, null)]
    [InlineData("\"x\"", null, null)]
    [InlineData("{\"model\":\"a\"," + Messages, null, null)]
    [InlineData("{\"model\":\"a\"," + Messages + "} x", null, null)]
    [InlineData("{\"model\":\"a\"," + Messages + "}{}", null, null)]
    [InlineData("{\"model\":\"a\"," + Messages + ",}", null, null)]
    [InlineData("{" + Messages + "}", "model", "missing_required_parameter")]
    [InlineData("{\"model\":5," + Messages + "}", "model", "invalid_type")]
    [InlineData("{\"model\":\"\"," + Messages + "}", "model", "empty_string")]
    [InlineData("{\"model\":\"\\ud800\"," + Messages + "}", "model", null)]
    [InlineData("{\"model\":\"a\"}", "messages", "missing_required_parameter")]
    [InlineData("{\"model\":\"a\",\"messages\":[]}", "messages", "empty_array")]
    [InlineData("{\"model\":\"a\",\"messages\":\"hi\"}", "messages", "invalid_type")]
    [InlineData("{\"model\":\"a\",\"messages\":null}", "messages", "invalid_type")]
    [InlineData("{\"model\":\"a\",\"messages\":[{\"role\":\"user\"},1]}", "messages[1]", "invalid_type")]
    [InlineData("{\"model\":\"a\",\"messages\":[{\"content\":\"hi\"}]}", "messages[0].role", "missing_required_parameter")]
    [InlineData("{\"model\":\"a\",\"messages\":[{\"role\":7}]}", "messages[0].role", "invalid_type")]
    [InlineData("{\"model\":\"a\",\"stream\":\"true\"," + Messages + "}", "stream", "invalid_type")]
    [InlineData("{\"model\":\"a\",\"stream_options\":true," + Messages + "}", "stream_options", "invalid_type")]
    [InlineData("{\"model\":\"a\",\"stream_options\":{\"include_usage\":1}," + Messages + "}", "stream_options.include_usage", "invalid_type")]
    [InlineData("{\"model\":\"a\",\"MODEL\":\"b\"," + Messages + "}", "model", "unknown_parameter")]
    [InlineData("{\"model\":\"a\",\"\u017Ftream\":true," + Messages + "}", "stream", "unknown_parameter")]
    [InlineData("{\"model\":\"a\",\"\\u0053tream\":true," + Messages + "}", "stream", "unknown_parameter")]
    [InlineData("{\"model\":\"a\",\"stream_options\":{\"Include_Usage\":false}," + Messages + "}", "include_usage", "unknown_parameter")]
    public void TryParse_refuses_with_an_error_that_names_the_member(string body, string? param, string? code)
    {
        Assert.False(OpenAiRequest.TryParse(Encoding.UTF8.GetBytes(body), OpenAiOperation.Chat, out var request, out var error));

        Assert.Null(request);
        Assert.Equal((400, "invalid_request_error", param, code), (error.Status, error.Type, error.Param, error.Code));
    }

    [Theory]
    [InlineData("\"x\"", null)]
    [InlineData("[\"x\",\"y\"]", null)]
    [InlineData("[1,2]", null)]
    [InlineData("[[1,2],[3]]", null)]
    [InlineData("\"\"", "empty_string")]
    [InlineData("[]", "empty_array")]
    [InlineData("{}", "invalid_type")]
    [InlineData("[null]", "invalid_type")]
    public void TryParse_for_embeddings_checks_the_input(string input, string? code)
    {
        OpenAiRequest.TryParse(Encoding.UTF8.GetBytes($"{{\"model\":\"a\",\"input\":{input}}}"), OpenAiOperation.Embeddings, out _, out var error);

        Assert.Equal(code, error?.Code);
    }

    [Fact]
    public void TryParse_refuses_bytes_that_are_not_utf8()
    {
        byte[] body = [.. "{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC3, 0x28, .. "\"}]}"u8];

        Assert.False(OpenAiRequest.TryParse(body, OpenAiOperation.Chat, out _, out var error));
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(127, true)]
    [InlineData(128, false)]
    [InlineData(1_000_000, false)]
    public void TryParse_bounds_the_nesting(int depth, bool accepted)
    {
        var body = $"{{\"model\":\"a\",{Messages},\"x\":{new string('[', depth)}{new string(']', depth)}}}";

        Assert.Equal(accepted, OpenAiRequest.TryParse(Encoding.UTF8.GetBytes(body), OpenAiOperation.Chat, out _, out _));
    }

    [Theory]
    [InlineData("{ \"model\" : \"a\",\t\"x\": 1.50e1, " + Messages + " } ", "{ \"model\" : \"m\",\t\"x\": 1.50e1, " + Messages + " }")]
    [InlineData("{\"model\":\"a\"," + Messages + ",\"stream\":true}", "{\"model\":\"m\"," + Messages + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}")]
    [InlineData("{\"stream_options\":{},\"model\":\"a\",\"stream\":true," + Messages + "}", "{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true," + Messages + "}")]
    [InlineData("{\"stream_options\":{\"include_obfuscation\":false},\"model\":\"a\",\"stream\":true," + Messages + "}", "{\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false},\"model\":\"m\",\"stream\":true," + Messages + "}")]
    [InlineData("{\"stream_options\":{\"include_usage\":false},\"model\":\"a\",\"stream\":true," + Messages + "}", "{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true," + Messages + "}")]
    [InlineData("{\"stream_options\":null,\"model\":\"a\",\"stream\":true," + Messages + "}", "{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true," + Messages + "}")]
    [InlineData("{\"model\":\"x\",\"model\":\"a\"," + Messages + "}", "{\"model\":\"m\",\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"model\":\"a\",\"stream\":true,\"stream\":false," + Messages + "}", "{\"model\":\"m\",\"stream\":false,\"stream\":false," + Messages + "}")]
    [InlineData("{\"model\":\"a\",\"stream_options\":{\"include_usage\":false},\"stream\":false," + Messages + "}", "{\"model\":\"m\",\"stream_options\":{\"include_usage\":false},\"stream\":false," + Messages + "}")]
    public void WriteRewritten_changes_only_model_and_usage_option(string body, string expected) =>
        Assert.Equal(expected, Rewrite(body, "m", includeUsage: true));

    [Theory]
    [InlineData("{\"model\":\"a\",\"stream\":true," + Messages + "}")]
    [InlineData("{\"stream_options\":{\"include_usage\":false},\"model\":\"a\",\"stream\":true," + Messages + "}")]
    public void WriteRewritten_without_model_and_usage_leaves_the_bytes(string body) =>
        Assert.Equal(body, Rewrite(body, "", includeUsage: false));

    [Fact]
    public void WriteRewritten_without_model_makes_repeated_models_the_same() =>
        Assert.Equal("{\"model\":\"b\",\"model\":\"b\"," + Messages + "}", Rewrite("{\"model\":\"a\",\"model\":\"b\"," + Messages + "}", "", includeUsage: false));

    [Theory]
    [InlineData("plain/model-1:8b")]
    [InlineData("quote\" back\\slash \n\u0001")]
    [InlineData("日本 🎉 é")]
    [InlineData("")]
    public void WriteRewritten_escapes_the_model(string model)
    {
        var name = model.Length == 0 ? "a" : model;

        using var document = JsonDocument.Parse(Rewrite("{\"model\":\"a\"," + Messages + "}", model, includeUsage: false));

        Assert.Equal(name, document.RootElement.GetProperty("model").GetString());
    }

    private static OpenAiRequest Parse(string body)
    {
        Assert.True(OpenAiRequest.TryParse(Encoding.UTF8.GetBytes(body), OpenAiOperation.Chat, out var request, out var error), error?.Message);
        return request;
    }

    private static string Rewrite(string body, string model, bool includeUsage)
    {
        var output = new ArrayBufferWriter<byte>();
        Parse(body).WriteRewritten(output, Encoding.UTF8.GetBytes(model), includeUsage);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
