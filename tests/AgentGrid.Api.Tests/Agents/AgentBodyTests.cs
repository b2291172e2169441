using System.Net.Http.Headers;
using System.Text;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Agents;

/// <summary>Bodies that cannot be read are refused with a sentence that says why.</summary>
public sealed class AgentBodyTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Theory]
    [InlineData("", "body")]
    [InlineData("   ", "JSON")]
    [InlineData("null", "body")]
    [InlineData("[]", "JSON")]
    [InlineData("\"text\"", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("{\"name\":\"ab\"} x", "JSON")]
    [InlineData("{\"name\":5,\"kind\":\"none\"}", "$.name")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"none\",\"weight\":\"5\"}", "$.weight")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"none\",\"weight\":1.5}", "$.weight")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"none\",\"weight\":99999999999}", "$.weight")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"none\",\"wieght\":5}", "wieght")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"none\",\"name\":\"cd\"}", "name")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"none\",\"Name\":\"cd\"}", "ame")]
    [InlineData("{\"id\":\"0198f0c0-0000-7000-8000-000000000000\",\"name\":\"ab\",\"kind\":\"none\"}", "id")]
    [InlineData("{\"apiKeyEncrypted\":\"enc:x\",\"name\":\"ab\",\"kind\":\"none\"}", "apiKeyEncrypted")]
    public async Task Register_unreadable_body_is_400_and_says_why(string body, string mentions)
    {
        foreach (var headers in ((string, string)[][])[[], [("Idempotency-Key", Guid.NewGuid().ToString())]])
        {
            var answer = await shared.Admin.PostAnswerAsync("/api/v1/agents", body, headers);
            Assert.Equal(400, answer.Status);
            Assert.Equal("application/problem+json", answer.MediaType);
            Assert.Equal("bad_request", answer.Json.GetProperty("code").GetString());
            var detail = answer.Json.GetProperty("detail").GetString();
            Assert.Contains(mentions, detail, StringComparison.Ordinal);
            // The reader's own words about our types mean nothing to a client.
            Assert.DoesNotContain("AgentGrid.", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Register_without_any_body_is_400()
    {
        var answer = await shared.Admin.PostAnswerAsync("/api/v1/agents", null);
        Assert.Contains(answer.Status, (int[])[400, 415]);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Fact]
    public async Task Register_invalid_utf8_is_400()
    {
        var answer = await SendAsync([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\",\"kind\":\"none\"}"u8], "application/json");
        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Register_other_media_type_is_415(string type)
    {
        var answer = await SendAsync("{\"name\":\"ab\",\"kind\":\"none\"}"u8.ToArray(), type);
        Assert.Equal(415, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal("unsupported_media_type", answer.Json.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a-key-for-a-large-body")]
    public async Task Register_more_than_one_mebibyte_is_413(string? idempotencyKey)
    {
        foreach (var chunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/agents");
            var body = Encoding.UTF8.GetBytes($$"""{"name":"{{SharedGrid.NewName()}}","kind":"none","model":"{{new string('x', 1024 * 1024)}}"}""");
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            request.Headers.TransferEncodingChunked = chunked;
            // The refusal comes before the whole body was sent: without this the connection may break under the sender.
            request.Headers.ExpectContinue = true;
            if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
            using var response = await shared.Admin.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(413, (int)response.StatusCode);
            Assert.Contains("1 MiB", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Register_just_under_one_mebibyte_is_read()
    {
        var answer = await shared.Admin.PostAnswerAsync("/api/v1/agents", $$"""{"name":"{{SharedGrid.NewName()}}","kind":"none"{{new string(' ', (1024 * 1024) - 100)}}}""");
        Assert.Equal(201, answer.Status);
    }

    private async Task<Answer> SendAsync(byte[] body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/agents") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        var response = await shared.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response);
    }
}
