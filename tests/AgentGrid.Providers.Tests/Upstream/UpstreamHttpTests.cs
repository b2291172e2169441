using System.Net;
using System.Text;
using AgentGrid.Providers.OpenAi;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class UpstreamHttpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_returns_when_the_headers_are_there_and_streams_the_body()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: first\n\n");
        using var http = Http(allowPrivate: true, "127.0.0.1");

        using var response = await GetAsync(http, server.Port);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        using var reader = new SseReader(body);

        Assert.True(await reader.FillAsync(Token));
        Assert.True(reader.TryRead(out var e));
        Assert.Equal("first"u8, e.Data.Span);
    }

    [Fact]
    public async Task SendAsync_follows_no_redirect_and_keeps_no_cookie()
    {
        await using var server = new RawServer(RawServer.Json("{}", 302, "location: http://127.0.0.1:1/\r\nset-cookie: a=b\r\n"));
        using var http = Http(allowPrivate: true, "127.0.0.1");

        using var first = await GetAsync(http, server.Port);
        using var second = await GetAsync(http, server.Port);

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Found), (first.StatusCode, second.StatusCode));
        Assert.DoesNotContain(server.Requests, r => r.Contains("cookie", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task SendAsync_reuses_the_connection()
    {
        await using var server = new RawServer(RawServer.Json("{}"));
        using var http = Http(allowPrivate: true, "127.0.0.1");

        for (var i = 0; i < 5; i++)
        {
            using var response = await GetAsync(http, server.Port);
            await response.Content.CopyToAsync(Stream.Null, Token);
        }

        Assert.Equal((1, 5), (server.Connections, server.Requests.Count));
    }

    [Fact]
    public async Task SendAsync_sends_only_the_headers_it_was_given()
    {
        await using var server = new RawServer(RawServer.Json("{}"));
        using var http = Http(allowPrivate: true, "127.0.0.1");

        using var response = await GetAsync(http, server.Port);

        Assert.Equal($"GET /v1/models HTTP/1.1\r\nHost: agents.example:{server.Port}\r\n\r\n", Assert.Single(server.Requests));
    }

    [Fact]
    public async Task SendAsync_connects_to_the_address_that_was_checked_when_the_name_changes()
    {
        await using var allowed = new RawServer(RawServer.Json("{}"));
        var resolver = new FixedResolver(["127.0.0.1"], ["169.254.169.254"]);
        using var http = new UpstreamHttp(new UpstreamOptions { AllowPrivateAddresses = true }, resolver, TimeProvider.System);

        using var response = await GetAsync(http, allowed.Port);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, resolver.Asked);
    }

    [Fact]
    public async Task SendAsync_refuses_a_name_that_was_public_at_registration_and_is_loopback_now()
    {
        await using var victim = new RawServer(RawServer.Json("{}"));
        var options = new UpstreamOptions { AllowPrivateAddresses = false };
        var resolver = new FixedResolver(["8.8.8.8"], ["127.0.0.1"]);
        await new EndpointRules(options, resolver).CheckAsync("http://agents.example/v1", Token);
        using var http = new UpstreamHttp(options, resolver, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<AddressRefusedException>(() => GetAsync(http, victim.Port));

        Assert.Equal("agents.example", refused.Host);
        Assert.Contains("127.0.0.1", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(0, victim.Connections);
    }

    [Theory]
    [InlineData("http://2130706433")]
    [InlineData("http://0x7f.1")]
    [InlineData("http://[::ffff:127.0.0.1]")]
    [InlineData("http://[::1]")]
    public async Task SendAsync_refuses_literal_addresses_in_every_notation(string host)
    {
        await using var victim = new RawServer(RawServer.Json("{}"));
        using var http = Http(allowPrivate: false, "8.8.8.8");

        await Assert.ThrowsAsync<AddressRefusedException>(() => GetAsync(http, victim.Port, host));

        Assert.Equal(0, victim.Connections);
    }

    [Fact]
    public async Task SendAsync_with_several_addresses_leaves_out_refused_ones_and_takes_the_first_that_connects()
    {
        await using var server = new RawServer(RawServer.Json("{}"));
        using var http = Http(allowPrivate: true, "169.254.169.254", "127.0.0.2", "::1", "127.0.0.1");

        using var response = await GetAsync(http, server.Port);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task SendAsync_with_several_dead_addresses_fails_as_connect()
    {
        int port;
        await using (var gone = new RawServer(RawServer.Json("{}")))
            port = gone.Port;
        using var http = Http(allowPrivate: true, "127.0.0.1", "127.0.0.2");

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(http, port));

        Assert.Equal(UpstreamFailureKind.Connect, UpstreamFailure.Of(error).Kind);
    }

    [Fact]
    public async Task SendAsync_of_an_unknown_name_fails_as_name_not_found()
    {
        using var http = Http(allowPrivate: true);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(http, 80));

        Assert.Equal(UpstreamFailureKind.NameNotFound, UpstreamFailure.Of(error).Kind);
    }

    [Theory]
    [InlineData("", UpstreamFailureKind.Cut)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-le", UpstreamFailureKind.Cut)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", UpstreamFailureKind.Protocol)]
    public async Task SendAsync_of_an_upstream_that_speaks_no_http_fails_in_kind(string answer, UpstreamFailureKind kind)
    {
        await using var server = new RawServer(answer, closeAfterAnswer: true);
        using var http = Http(allowPrivate: true, "127.0.0.1");

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, server.Port));

        Assert.Equal(kind, UpstreamFailure.Of(error).Kind);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"cut\":")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata:\r\n")]
    public async Task Reading_a_body_that_is_cut_fails_as_cut(string answer)
    {
        await using var server = new RawServer(answer, closeAfterAnswer: true);
        using var http = Http(allowPrivate: true, "127.0.0.1");

        using var response = await GetAsync(http, server.Port);
        var error = await Assert.ThrowsAnyAsync<IOException>(async () =>
            await (await response.Content.ReadAsStreamAsync(Token)).CopyToAsync(Stream.Null, Token));

        Assert.Equal(UpstreamFailureKind.Cut, UpstreamFailure.Of(error).Kind);
    }

    [Fact]
    public async Task SendAsync_cancelled_closes_the_connection()
    {
        await using var server = new RawServer((string?)null);
        using var http = Http(allowPrivate: true, "127.0.0.1");
        using var client = new CancellationTokenSource();

        using var request = UpstreamHttp.CreateRequest(HttpMethod.Get, new Uri($"http://agents.example:{server.Port}/v1/models"));
        var sending = http.SendAsync(request, client.Token);
        await server.FirstRequest.Task.WaitAsync(Token);
        await client.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await server.ClientLeft.Task.WaitAsync(Token);

        Assert.Equal(UpstreamFailureKind.Cancelled, UpstreamFailure.Of(error, cancelledByCaller: true).Kind);
    }

    [Fact]
    public async Task Disposing_the_response_of_a_running_stream_closes_the_connection()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata:\r\n");
        using var http = Http(allowPrivate: true, "127.0.0.1");

        var response = await GetAsync(http, server.Port);
        response.Dispose();

        await server.ClientLeft.Task.WaitAsync(Token);
    }

    private static UpstreamHttp Http(bool allowPrivate, params string[] addresses) =>
        new(new UpstreamOptions { AllowPrivateAddresses = allowPrivate }, new FixedResolver(addresses), TimeProvider.System);

    private static async Task<HttpResponseMessage> GetAsync(UpstreamHttp http, int port, string host = "http://agents.example")
    {
        using var request = UpstreamHttp.CreateRequest(HttpMethod.Get, new Uri($"{host}:{port}/v1/models"));
        return await http.SendAsync(request, Token);
    }

    private static async Task<HttpResponseMessage> PostAsync(UpstreamHttp http, int port)
    {
        using var request = UpstreamHttp.CreateRequest(HttpMethod.Post, new Uri($"http://agents.example:{port}/v1/chat/completions"));
        request.Content = new ReadOnlyMemoryContent(Encoding.UTF8.GetBytes("{}"));
        return await http.SendAsync(request, Token);
    }
}
