using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>The rotation as clients see it: ordered by <c>x-grid-pick</c>, whoever asked.</summary>
public sealed class BalancingTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // One cycle each, from nginx's algorithm (weights with a common divisor repeat within it).
    [Theory]
    [InlineData("5,1,1", "aabacaa", 10)]
    [InlineData("4,3,2", "abcabacba", 2)]
    [InlineData("1,1,1", "abc", 2)]
    [InlineData("3,1", "aaba", 2)]
    [InlineData("7,3", "abaaabaaba", 2)]
    [InlineData("2,3,5", "cbacbccabc", 2)]
    [InlineData("10,1", "aaaaabaaaaa", 2)]
    [InlineData("10,5,5", "abcaabcaabcaabcaabca", 1)]
    public async Task Two_concurrent_clients_see_one_sequence(string weights, string cycle, int cycles)
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = await PoolAsync(upstream, weights);
        var left = cycle.Length * cycles;
        var picks = new System.Collections.Concurrent.ConcurrentBag<(int Pick, string Agent)>();

        async Task AskAsync(HttpClient client)
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var response = await client.SendAsync(DispatchGrid.Post("/v1/chat/completions", DispatchGrid.Body("pool/" + pool)), Stop);
                response.EnsureSuccessStatusCode();
                picks.Add((int.Parse(response.Headers.GetValues("x-grid-pick").Single(), CultureInfo.InvariantCulture), response.Headers.GetValues("x-grid-agent").Single()));
            }
        }

        await Task.WhenAll(AskAsync(grid.Grid.Client()), AskAsync(grid.Grid.Client()));

        Assert.Equal(Enumerable.Range(1, cycle.Length * cycles), picks.Select(p => p.Pick).Order());
        Assert.Equal(string.Concat(Enumerable.Repeat(cycle, cycles)), string.Concat(picks.OrderBy(p => p.Pick).Select(p => p.Agent[^1])));
        Assert.All(await CurrentsAsync(pool), current => Assert.Equal(0, current));
    }

    [Fact]
    public async Task Failure_of_the_heaviest_on_its_first_pick_follows_oracle_A()
    {
        // A failure after the first byte ends its request; one before it would ask the next agent, which nginx's oracle does not.
        await using var failing = new ScriptedUpstream(
            async x =>
            {
                await x.SendAsync(Answers.StreamHead);
                await x.ChunkAsync(Answers.Delta("one"));
                x.Cut();
            },
            Answers.Well("hi"));
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", failing.Endpoint, new { weight = 5, maxFails = 3 });
        await grid.RegisterAsync(pool, "b", upstream.Endpoint, new { weight = 1 });
        await grid.RegisterAsync(pool, "c", upstream.Endpoint, new { weight = 1 });

        var first = await grid.ChatAsync(pool, stream: true);
        Assert.Contains("error upstream_failed", first.ToString(), StringComparison.Ordinal);
        Assert.Equal("a", first.Header("x-grid-agent")![^1..]);
        Assert.Equal((int[])[4, 1, 1], await EffectivesAsync(pool));
        var second = await SequenceAsync(pool, 1);
        Assert.Equal((int[])[5, 1, 1], await EffectivesAsync(pool));

        Assert.Equal("abacaa", second + await SequenceAsync(pool, 5));
        Assert.All(await CurrentsAsync(pool), current => Assert.Equal(0, current));
    }

    [Fact]
    public async Task Failed_request_moves_to_the_next_pick_and_never_to_the_same_agent()
    {
        await using var failing = new ScriptedUpstream(Answers.With(503, "{}"));
        var pool = await PoolAsync(failing, "5,1");

        var seen = await grid.ChatAsync(pool);

        Assert.Equal((502, "2", $"{pool}-b"), (seen.Status, seen.Header("x-grid-attempts"), seen.Header("x-grid-agent")));
        Assert.Equal("upstream_failed", seen.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(2, failing.Requests.Count);
    }

    [Fact]
    public async Task Request_asks_three_agents_at_most()
    {
        await using var failing = new ScriptedUpstream(Answers.With(503, "{}"));
        var pool = await PoolAsync(failing, "1,1,1,1,1");

        var seen = await grid.ChatAsync(pool);

        Assert.Equal((502, "3", $"{pool}-c"), (seen.Status, seen.Header("x-grid-attempts"), seen.Header("x-grid-agent")));
        Assert.Equal(3, failing.Requests.Count);
    }

    [Fact]
    public async Task Change_of_a_weight_begins_a_new_cycle()
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { weight = 5 });
        var b = await grid.RegisterAsync(pool, "b", upstream.Endpoint, new { weight = 1 });
        await grid.RegisterAsync(pool, "c", upstream.Endpoint, new { weight = 1 });
        Assert.Equal("aab", await SequenceAsync(pool, 3));

        await grid.UpdateAsync(b, pool, "b", upstream.Endpoint, new { weight = 2 });
        Assert.All(await CurrentsAsync(pool), current => Assert.Equal(0, current));
        var cycle = await SequenceAsync(pool, 8);

        Assert.Equal((5, 2, 1), (cycle.Count(p => p == 'a'), cycle.Count(p => p == 'b'), cycle.Count(p => p == 'c')));
        Assert.All(await CurrentsAsync(pool), current => Assert.Equal(0, current));
    }

    [Fact]
    public async Task Weight_zero_drains()
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { weight = 5 });
        await grid.RegisterAsync(pool, "b", upstream.Endpoint);

        await grid.UpdateAsync(a, pool, "a", upstream.Endpoint, new { weight = 0 });

        Assert.Equal("bbbb", await SequenceAsync(pool, 4));
        Assert.Equal("draining", (await grid.Client.GetFromJsonAsync<JsonElement>($"/api/v1/agents/{a}", Stop)).GetProperty("status").GetString());
        Assert.Equal(503, (await grid.SendAsync("/v1/chat/completions", DispatchGrid.Body($"agent/{pool}-a"))).Status);
    }

    [Fact]
    public async Task Full_agent_is_passed_over_until_it_has_room()
    {
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var busy = new ScriptedUpstream(
            async x =>
            {
                asked.SetResult();
                await release.Task;
                await Answers.Well("late")(x);
            },
            Answers.Well("again"));
        await using var other = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", busy.Endpoint, new { weight = 100, maxConcurrency = 1 });
        await grid.RegisterAsync(pool, "b", other.Endpoint, new { maxConcurrency = 5 });

        var first = grid.ChatAsync(pool);
        await asked.Task.WaitAsync(Stop);
        Assert.Equal("bbb", await SequenceAsync(pool, 3));
        release.SetResult();

        Assert.Equal("200 \"late\"", (await first).ToString());
        Assert.Equal("a", await SequenceAsync(pool, 1));
    }

    [Fact]
    public async Task Pool_whose_only_agent_is_full_answers_503_with_retry_after()
    {
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var busy = new ScriptedUpstream(async x =>
        {
            asked.TrySetResult();
            await release.Task;
            await Answers.Well("late")(x);
        });
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", busy.Endpoint, new { maxConcurrency = 1 });

        var first = grid.ChatAsync(pool);
        await asked.Task.WaitAsync(Stop);
        var refused = await grid.ChatAsync(pool);
        var native = await grid.SendAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"x"}""");
        release.SetResult();
        await first;

        Assert.Equal((503, "no_agent_available", "5"), (refused.Status, refused.Json.GetProperty("error").GetProperty("code").GetString(), refused.Header("retry-after")));
        Assert.Equal((503, "no_agent_available", "5"), (native.Status, native.Json.GetProperty("code").GetString(), native.Header("retry-after")));
    }

    [Fact]
    public async Task Agent_asked_by_name_answers_outside_of_the_rotation()
    {
        await using var upstream = new ScriptedUpstream(Answers.With(200, Answers.Chat("hi"), "x-request-id: theirs-1\r\nopenai-processing-ms: 7\r\nset-cookie: a=b\r\n"));
        var pool = await PoolAsync(upstream, "1,1");

        var seen = await grid.SendAsync("/v1/chat/completions", DispatchGrid.Body($"agent/{pool}-b"), ("x-request-id", "mine-1"));

        Assert.Equal((200, $"{pool}-b", "1", null), (seen.Status, seen.Header("x-grid-agent"), seen.Header("x-grid-attempts"), seen.Header("x-grid-pick")));
        Assert.Equal(("mine-1", "theirs-1", "7", null), (seen.Header("x-request-id"), seen.Header("x-upstream-request-id"), seen.Header("openai-processing-ms"), seen.Header("set-cookie")));
        Assert.Equal("mine-1", upstream.Requests.Single().Header("x-request-id"));
        Assert.Equal("ab", await SequenceAsync(pool, 2));
    }

    [Fact]
    public async Task Request_id_of_a_failed_agent_is_not_shown_with_the_next_ones_answer()
    {
        await using var failing = new ScriptedUpstream(x => x.SendAsync("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: failed-1\r\ncontent-length: 0\r\n\r\n"));
        await using var good = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", failing.Endpoint);
        await grid.RegisterAsync(pool, "b", good.Endpoint);

        var seen = await grid.ChatAsync(pool, stream: true);

        Assert.Equal(($"{pool}-b", null), (seen.Header("x-grid-agent"), seen.Header("x-upstream-request-id")));
    }

    [Theory]
    [InlineData("pool/no-such-pool")]
    [InlineData("agent/no-such-agent")]
    [InlineData("no-such-provider/gpt-5")]
    [InlineData("pool/")]
    public async Task Unknown_model_is_404_in_the_shape_of_OpenAI(string model)
    {
        var seen = await grid.SendAsync("/v1/chat/completions", DispatchGrid.Body(model));

        Assert.Equal((404, "application/json"), (seen.Status, seen.Header("content-type")));
        var error = seen.Json.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("invalid_request_error", "model", "model_not_found"), (error.GetProperty("type").GetString(), error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
    }

    private async Task<string> PoolAsync(ScriptedUpstream upstream, string weights)
    {
        var pool = grid.NewPool();
        var name = 'a';
        foreach (var weight in weights.Split(',')) await grid.RegisterAsync(pool, (name++).ToString(), upstream.Endpoint, new { weight = int.Parse(weight, CultureInfo.InvariantCulture) });
        return pool;
    }

    private async Task<string> SequenceAsync(string pool, int requests)
    {
        var sequence = "";
        for (var i = 0; i < requests; i++) sequence += (await grid.ChatAsync(pool)).Header("x-grid-agent")![^1];
        return sequence;
    }

    private Task<int[]> CurrentsAsync(string pool) => MembersAsync(pool, "currentWeight");

    private Task<int[]> EffectivesAsync(string pool) => MembersAsync(pool, "effectiveWeight");

    private async Task<int[]> MembersAsync(string pool, string field) =>
        [.. (await grid.Client.GetFromJsonAsync<JsonElement>($"/api/v1/pools/{pool}", Stop)).GetProperty("members").EnumerateArray().Select(m => m.GetProperty(field).GetInt32())];
}
