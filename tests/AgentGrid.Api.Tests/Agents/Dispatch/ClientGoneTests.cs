namespace AgentGrid.Api.Tests.Agents.Dispatch;

public sealed class ClientGoneTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    private static readonly TimeSpan FarTooLong = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_that_leaves_before_the_headers_ends_the_upstream_call_and_the_lease(bool stream)
    {
        var asked = new TaskCompletionSource<UpstreamExchange>();
        await using var upstream = new ScriptedUpstream(async x =>
        {
            asked.SetResult(x);
            await x.StallAsync();
        });
        var pool = grid.NewPool();
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var request = grid.Client.SendAsync(DispatchGrid.Post("/v1/chat/completions", DispatchGrid.Body("pool/" + pool, stream)), leaving.Token);
        var exchange = await asked.Task.WaitAsync(FarTooLong, Stop);
        Assert.Equal(1, (await grid.NumbersAsync(a)).InFlight);
        await leaving.CancelAsync();

        await exchange.Gone.WaitAsync(FarTooLong, Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await DispatchGrid.EventuallyAsync(async () => await grid.NumbersAsync(a) == new AgentNumbers(0, null, 0, 0, 0), "the lease released");
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Client_that_leaves_mid_stream_ends_the_upstream_call_and_its_tokens_are_metered()
    {
        var sent = new TaskCompletionSource<UpstreamExchange>();
        await using var upstream = new ScriptedUpstream(async x =>
        {
            await x.SendAsync(Answers.StreamHead);
            await x.ChunkAsync(Answers.DeltaWithUsage("one"));
            sent.SetResult(x);
            await x.StallAsync();
        });
        var pool = grid.NewPool();
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { maxFails = 1 });
        await using var other = new ScriptedUpstream(Answers.Well("from b"));
        await grid.RegisterAsync(pool, "b", other.Endpoint);

        var response = await grid.Client.SendAsync(DispatchGrid.Post("/v1/chat/completions", DispatchGrid.Body("pool/" + pool, stream: true)), HttpCompletionOption.ResponseHeadersRead, Stop);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        Assert.Contains("one", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
        var exchange = await sent.Task.WaitAsync(FarTooLong, Stop);
        response.Dispose();

        await exchange.Gone.WaitAsync(FarTooLong, Stop);
        await DispatchGrid.EventuallyAsync(async () => await grid.NumbersAsync(a) == new AgentNumbers(0, null, 0, 3, 1), "the lease released, its tokens metered");
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Client_that_reads_slowly_is_no_failure_of_the_agent()
    {
        const int parts = 4_000;
        var all = string.Concat(Enumerable.Range(0, 20).Select(_ => Answers.Delta(new string('x', 2_000))));
        await using var upstream = new ScriptedUpstream(async x =>
        {
            await x.SendAsync(Answers.StreamHead);
            for (var i = 0; i < parts / 20; i++) await x.ChunkAsync(all);
            await x.ChunkAsync(Answers.Stop + Answers.Usage + Answers.Done);
            await x.ChunkAsync("");
        });
        await using var silent = new ScriptedUpstream(x => x.StallAsync());
        var (pool, clock) = (grid.NewPool(), grid.NewPool());
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { timeoutSeconds = 1 });
        await grid.RegisterAsync(clock, "a", silent.Endpoint, new { timeoutSeconds = 1 });

        using var response = await grid.Client.SendAsync(DispatchGrid.Post("/v1/chat/completions", DispatchGrid.Body("pool/" + pool, stream: true)), HttpCompletionOption.ResponseHeadersRead, Stop);
        // A time-out of another agent, twice: by then the first agent's own second has passed with the client not reading.
        for (var i = 0; i < 2; i++) Assert.Equal(504, (await grid.ChatAsync(clock)).Status);
        var seen = await Seen.ReadAsync(response, Stop);

        Assert.EndsWith(Answers.Done, seen.Text, StringComparison.Ordinal);
        Assert.Equal(parts + 2, seen.Events.Count);
        Assert.Equal(new AgentNumbers(1, 1, 0, 3, 2), await grid.NumbersAsync(a));
    }
}
