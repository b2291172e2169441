using System.Buffers;
using System.Text;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Providers.Tests.OpenAi;

public sealed class OpenAiErrorsTests
{
    [Fact]
    public void Write_gives_all_four_members()
    {
        var output = new ArrayBufferWriter<byte>();

        OpenAiErrors.Write(output, new OpenAiError(404, "No pool 'x'.", "invalid_request_error"));

        Assert.Equal("""{"error":{"message":"No pool 'x'.","type":"invalid_request_error","param":null,"code":null}}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public async Task WriteEvent_gives_one_event_whatever_the_message_holds()
    {
        var output = new ArrayBufferWriter<byte>();

        OpenAiErrors.WriteEvent(output, new OpenAiError(502, "cut\n\ndata: [DONE]\r\n\r\n", "upstream_error", "p", "stream_cut"));

        var events = await SseText.ReadAllAsync(Encoding.UTF8.GetString(output.WrittenSpan));
        var payload = Encoding.UTF8.GetBytes(Assert.Single(events).Data!);
        Assert.Equal(new OpenAiError(502, "cut\n\ndata: [DONE]\r\n\r\n", "upstream_error", "p", "stream_cut"), OpenAiErrors.Read(payload, 502));
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"t","param":"p","code":"c"}}""", 429, 429, "m", "t", "p", "c")]
    [InlineData("""{"error":{"message":"m","code":503,"metadata":{"message":"inner"}}}""", 200, 503, "m", "upstream_error", null, "503")]
    [InlineData("""{"error":{"message":"m","code":503}}""", 429, 429, "m", "upstream_error", null, "503")]
    [InlineData("""{"error":"model not found"}""", 404, 404, "model not found", "upstream_error", null, null)]
    [InlineData("""{"object":"error","message":"m","type":"t","code":40303}""", 400, 400, "m", "t", null, "40303")]
    [InlineData("""{"error":{}}""", 200, 502, "The upstream reported an error without a message.", "upstream_error", null, null)]
    public void Read_understands_the_shapes_that_upstreams_use(string body, int status, int expected, string message, string type, string? param, string? code) =>
        Assert.Equal(new OpenAiError(expected, message, type, param, code), OpenAiErrors.Read(Encoding.UTF8.GetBytes(body), status));

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{\"error\":null}")]
    [InlineData("{\"message\":\"m\"}")]
    [InlineData("{\"error\":{\"message\":\"cut")]
    public void Read_of_anything_else_gives_null(string body) => Assert.Null(OpenAiErrors.Read(Encoding.UTF8.GetBytes(body), 500));
}
