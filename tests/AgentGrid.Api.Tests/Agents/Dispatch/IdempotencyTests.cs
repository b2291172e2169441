namespace AgentGrid.Api.Tests.Agents.Dispatch;

public sealed class IdempotencyTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/api/v1/openclaw/dispatch")]
    public async Task Concurrent_duplicates_join_and_a_later_one_replays(string path)
    {
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var upstream = new ScriptedUpstream(async x =>
        {
            asked.SetResult();
            await release.Task;
            await Answers.Well("once")(x);
        });
        var pool = grid.NewPool();
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var first = SendAsync(path, pool, "join");
        await asked.Task.WaitAsync(Stop);
        Task<Seen>[] duplicates = [SendAsync(path, pool, "join"), SendAsync(path, pool, "join")];
        release.SetResult();
        var answers = await Task.WhenAll([first, .. duplicates]);
        var later = await SendAsync(path, pool, "join");

        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(answers[0].Text, later.Text);
        Assert.Null(answers[0].Header("idempotency-replayed"));
        Assert.All([answers[1], answers[2], later], answer => Assert.Equal("true", answer.Header("idempotency-replayed")));
        Assert.Equal((answers[0].Header("x-grid-agent"), answers[0].Header("x-grid-pick"), answers[0].Header("content-type")), (later.Header("x-grid-agent"), later.Header("x-grid-pick"), later.Header("content-type")));
        Assert.Single(upstream.Requests);
        Assert.Equal(new AgentNumbers(1, 1, 0, 3, 2), await grid.NumbersAsync(a));
    }

    [Fact]
    public async Task Same_key_with_another_body_is_422()
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("once"));
        var (pool, other) = (grid.NewPool(), grid.NewPool());
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);
        await SendAsync("/v1/chat/completions", pool, "body");

        var seen = await SendAsync("/v1/chat/completions", other, "body");

        Assert.Equal((422, "idempotency_mismatch"), (seen.Status, seen.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData(500, 502, 2)]
    [InlineData(429, 429, 2)]
    [InlineData(400, 400, 1)]
    public async Task Failures_run_anew_and_refusals_replay(int upstreamStatus, int status, int requests)
    {
        await using var upstream = new ScriptedUpstream(Answers.With(upstreamStatus, Answers.Error("no"), "retry-after: 0\r\n"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var first = await SendAsync("/v1/chat/completions", pool, "fail" + upstreamStatus);
        var second = await SendAsync("/v1/chat/completions", pool, "fail" + upstreamStatus);

        Assert.Equal((status, status), (first.Status, second.Status));
        Assert.Equal(requests, upstream.Requests.Count);
    }

    [Fact]
    public async Task Streams_run_anew()
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);
        var body = DispatchGrid.Body("pool/" + pool, stream: true);

        for (var i = 0; i < 2; i++)
        {
            var seen = await grid.SendAsync("/v1/chat/completions", body, ("Idempotency-Key", pool));
            Assert.Equal(("200 stream: \"hi\", \"!\", stop, [DONE]", null), (seen.ToString(), seen.Header("idempotency-replayed")));
        }

        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task Client_that_leaves_and_comes_back_with_its_key_is_answered()
    {
        var asked = new TaskCompletionSource<UpstreamExchange>();
        await using var upstream = new ScriptedUpstream(
            async x =>
            {
                asked.SetResult(x);
                await x.StallAsync();
            },
            Answers.Well("second try"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var first = grid.Client.SendAsync(DispatchGrid.Post("/v1/chat/completions", DispatchGrid.Body("pool/" + pool), ("Idempotency-Key", pool)), leaving.Token);
        var exchange = await asked.Task.WaitAsync(Stop);
        await leaving.CancelAsync();
        await exchange.Gone.WaitAsync(Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var second = await grid.SendAsync("/v1/chat/completions", DispatchGrid.Body("pool/" + pool), ("Idempotency-Key", pool));

        Assert.Equal("200 \"second try\"", second.ToString());
    }

    private Task<Seen> SendAsync(string path, string pool, string key) => grid.SendAsync(
        path, path.StartsWith("/v1", StringComparison.Ordinal) ? DispatchGrid.Body("pool/" + pool) : $$"""{"pool":"{{pool}}","prompt":"x"}""", ("Idempotency-Key", path + key));
}
