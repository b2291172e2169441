using System.Diagnostics;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

[Collection("listeners of the whole process")]
public sealed class ConnectionTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_is_used_again(bool stream)
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        for (var i = 0; i < 5; i++) Assert.Equal(200, (await grid.ChatAsync(pool, stream)).Status);

        Assert.Equal(5, upstream.Requests.Count);
        // The health check of the registration may have opened one that is used now and then.
        Assert.InRange(upstream.Connections, 1, 2);
    }

    [Fact]
    public async Task Connection_that_the_upstream_closed_between_requests_is_no_failure_of_the_agent()
    {
        // The answer promises to keep the connection, then the server closes it: an idle time-out shorter than the gateway's.
        var closed = 0;
        await using var upstream = new ScriptedUpstream(async x =>
        {
            await x.SendAsync(Answers.Json(200, Answers.Chat("hi")));
            x.Cut();
            Interlocked.Increment(ref closed);
        });
        await using var other = new ScriptedUpstream(Answers.Well("from b"));
        var pool = grid.NewPool();
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { weight = 1000, maxFails = 1 });
        await grid.RegisterAsync(pool, "b", other.Endpoint);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("200 \"hi\"", (await grid.ChatAsync(pool)).ToString());
            // Closed while the next request is on its way would be another case: nobody knows whether it was read.
            while (Volatile.Read(ref closed) < upstream.Requests.Count) await Task.Delay(1, Stop);
        }

        Assert.Equal(new AgentNumbers(20, 1, 0, 60, 40), await grid.NumbersAsync(a));
    }

    [Fact]
    public async Task Answer_longer_than_32_MiB_is_refused_without_a_byte_of_it()
    {
        await using var upstream = new ScriptedUpstream(async x =>
        {
            const int length = 33 * 1024 * 1024;
            try
            {
                await x.SendAsync("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
                for (var i = 0; i < length; i += 1024 * 1024) await x.ChunkAsync(new byte[1024 * 1024]);
                await x.ChunkAsync("");
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The gateway has seen enough.
            }
        });
        var pool = grid.NewPool();
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var seen = await grid.ChatAsync(pool);

        Assert.Equal("502 error upstream_failed: Agent 'a' failed: unreadable or too large an answer.", seen.ToString().Replace(pool + "-", "", StringComparison.Ordinal));
        Assert.Equal(new AgentNumbers(1, 0, 0, 0, 0), await grid.NumbersAsync(a));
    }

    [Theory]
    [InlineData("/v1/chat/completions", 33)]
    [InlineData("/v1/embeddings", 33)]
    [InlineData("/api/v1/openclaw/dispatch", 2)]
    public async Task Body_that_is_too_long_is_413(string path, int mebibytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[mebibytes * 1024 * 1024]) };
        request.Content.Headers.ContentType = new("application/json");
        // Only after the answer to the headers would the body be sent.
        request.Headers.ExpectContinue = true;

        using var response = await grid.Client.SendAsync(request, Stop);
        var seen = await Seen.ReadAsync(response, Stop);

        Assert.Equal(413, seen.Status);
        var code = path.StartsWith("/v1", StringComparison.Ordinal) ? seen.Json.GetProperty("error").GetProperty("code") : seen.Json.GetProperty("code");
        Assert.Equal("too_large", code.GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_goes_on_to_the_upstream_and_credentials_of_the_caller_do_not(bool traced)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => traced && source.Name.StartsWith("AgentGrid", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { apiKey = "sk-agent-1" });

        await grid.SendAsync("/v1/chat/completions", DispatchGrid.Body("pool/" + pool),
            ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("Cookie", "grid=secret"), ("x-grid-agent", "forged"), ("OpenAI-Organization", "org-1"), ("OpenAI-Beta", "assistants=v2"));

        var sent = upstream.Requests.Single();
        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", sent.Header("traceparent"), StringComparison.Ordinal);
        Assert.Equal(("Bearer sk-agent-1", "assistants=v2", "identity"), (sent.Header("authorization"), sent.Header("openai-beta"), sent.Header("accept-encoding")));
        Assert.Equal((null, null, null), (sent.Header("cookie"), sent.Header("x-grid-agent"), sent.Header("openai-organization")));
    }
}
