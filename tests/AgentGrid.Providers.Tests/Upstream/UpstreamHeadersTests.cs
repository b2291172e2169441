using System.Net;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class UpstreamHeadersTests
{
    [Theory]
    [InlineData("retry-after", "7", 7.0)]
    [InlineData("retry-after", "0.5", null)]
    [InlineData("retry-after", "Thu, 01 Jan 2026 00:00:30 GMT", 30.0)]
    [InlineData("retry-after", "Wed, 31 Dec 2025 23:59:00 GMT", 0.0)]
    [InlineData("retry-after", "99999999", 3600.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("retry-after", "-5", 0.0)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "NaN", null)]
    [InlineData("x-other", "7", null)]
    public void RetryAfter_reads_seconds_dates_and_milliseconds(string name, string value, double? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation(name, value);

        Assert.Equal(seconds, UpstreamHeaders.RetryAfter(response, new NewYear())?.TotalSeconds);
    }

    [Fact]
    public void RetryAfter_prefers_milliseconds()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("retry-after", "2");
        response.Headers.TryAddWithoutValidation("retry-after-ms", "1200");

        Assert.Equal(1.2, UpstreamHeaders.RetryAfter(response, new NewYear())?.TotalSeconds);
    }

    [Fact]
    public void Apply_sets_what_every_request_carries()
    {
        using var content = new ByteArrayContent([]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://host/") { Content = content };

        UpstreamHeaders.Apply(request, "sk-1", stream: true, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "r1");

        Assert.Equal("Bearer sk-1", UpstreamHeaders.First(request.Headers, "authorization"));
        Assert.Equal("text/event-stream", UpstreamHeaders.First(request.Headers, "accept"));
        Assert.Equal("identity", UpstreamHeaders.First(request.Headers, "accept-encoding"));
        Assert.Equal("r1", UpstreamHeaders.First(request.Headers, "x-request-id"));
        Assert.StartsWith("00-0af7", UpstreamHeaders.First(request.Headers, "traceparent"), StringComparison.Ordinal);
        Assert.Equal("application/json", UpstreamHeaders.First(content.Headers, "content-type"));
    }

    [Fact]
    public void Apply_without_key_sends_no_credential()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://host/");

        UpstreamHeaders.Apply(request, null, stream: false);

        Assert.Null(UpstreamHeaders.First(request.Headers, "authorization"));
    }

    private sealed class NewYear : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
