using System.Text.Json;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

public sealed class StreamTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chunk_reaches_the_client_before_the_next_one_is_sent()
    {
        var seen = new SemaphoreSlim(0);
        await using var upstream = new ScriptedUpstream(async x =>
        {
            await x.SendAsync(Answers.StreamHead);
            for (var i = 0; i < 5; i++)
            {
                await x.ChunkAsync(Answers.Delta($"part {i}"));
                await seen.WaitAsync(Stop);
            }

            await x.ChunkAsync(Answers.Stop + Answers.Done);
            await x.ChunkAsync("");
        });
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        using var response = await grid.Client.SendAsync(DispatchGrid.Post("/v1/chat/completions", DispatchGrid.Body("pool/" + pool, stream: true)), HttpCompletionOption.ResponseHeadersRead, Stop);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        var parts = 0;
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            if (!line.Contains($"part {parts}", StringComparison.Ordinal)) continue;
            parts++;
            seen.Release();
        }

        Assert.Equal(5, parts);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache, no-store", response.Headers.CacheControl!.ToString().Replace("no-store, no-cache", "no-cache, no-store", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(": one\n\ndata:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ü😀\"}}],\"obfuscation\":\"xx\"}\r\n\r\n")]
    [InlineData("id: 7\nretry: 10\nevent: chunk\ndata: {\"choices\":[\ndata: ]}\n\n")]
    public async Task Events_go_through_byte_for_byte(string events)
    {
        await using var upstream = new ScriptedUpstream(Answers.StreamWhole(Answers.Delta("x") + events + Answers.Stop + Answers.Done));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var seen = await grid.ChatAsync(pool, stream: true);

        // Comments are the one thing that may be left out.
        Assert.Equal(Answers.Delta("x") + events.Replace(": one\n\n", "", StringComparison.Ordinal) + Answers.Stop + Answers.Done, seen.Text);
    }

    [Fact]
    public async Task Usage_is_always_asked_for_upstream_and_other_members_pass_unchanged()
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint, new { model = "real-model" });

        await grid.SendAsync("/v1/chat/completions", $$$"""{"model":"pool/{{{pool}}}","stream":true,"messages":[{"role":"user","content":"Grüße 😀 \u4e2d \ud83d\ude00"}],"seed":1.50,"x_unknown":{"a":[1,2]}}""");

        Assert.Equal("""{"model":"real-model","stream":true,"messages":[{"role":"user","content":"Grüße 😀 \u4e2d \ud83d\ude00"}],"seed":1.50,"x_unknown":{"a":[1,2]},"stream_options":{"include_usage":true}}""",
            upstream.Requests.Single().Text);
    }

    [Fact]
    public async Task Native_stream_has_start_deltas_and_done()
    {
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        var a = await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var seen = await grid.SendAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"Grüße","stream":true}""");

        Assert.Equal(["start", "delta", "delta", "done"], Names(seen));
        Assert.Equal(a, JsonElement.Parse(seen.Events[0]).GetProperty("agentId").GetString());
        Assert.Equal("{\"content\":\"hi\"}", seen.Events[1]);
        var done = JsonElement.Parse(seen.Events[3]);
        Assert.Equal("stop", done.GetProperty("finishReason").GetString());
        Assert.Equal("""{"inputTokens":3,"outputTokens":2}""", done.GetProperty("usage").GetRawText());
        Assert.Contains("Grüße", JsonElement.Parse(upstream.Requests.Single().Text).GetProperty("messages")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_stream_that_breaks_ends_with_one_error()
    {
        await using var upstream = new ScriptedUpstream(async x =>
        {
            await x.SendAsync(Answers.StreamHead);
            await x.ChunkAsync(Answers.Delta("one"));
            x.Cut();
        });
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var seen = await grid.SendAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"x","stream":true}""");

        Assert.Equal(["start", "delta", "error"], Names(seen));
        Assert.Equal("upstream_failed", JsonElement.Parse(seen.Events[2]).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Native_answer_whole()
    {
        await using var broken = new ScriptedUpstream(Answers.With(500, "{}"));
        await using var upstream = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", broken.Endpoint);
        var b = await grid.RegisterAsync(pool, "b", upstream.Endpoint);

        var seen = await grid.SendAsync("/api/v1/openclaw/dispatch", $$$"""{"pool":"{{{pool}}}","messages":[{"role":"user","content":"x"}],"maxTokens":5,"temperature":0.5,"metadata":{"k":"v"}}""");

        Assert.Equal(200, seen.Status);
        Assert.Equal(b, seen.Json.GetProperty("agentId").GetString());
        Assert.Equal($"{pool}-b", seen.Json.GetProperty("agentName").GetString());
        Assert.Equal(2, seen.Json.GetProperty("attempts").GetInt32());
        Assert.Equal("""{"inputTokens":3,"outputTokens":2}""", seen.Json.GetProperty("usage").GetRawText());
        Assert.Equal("""{"role":"assistant","content":"hi"}""", seen.Json.GetProperty("message").GetRawText());
        Assert.Equal("stop", seen.Json.GetProperty("finishReason").GetString());
        var asked = JsonElement.Parse(upstream.Requests.Single().Text);
        Assert.Equal(0.5, asked.GetProperty("temperature").GetDouble());
        Assert.Equal("""{"k":"v"}""", asked.GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task Native_dispatch_that_an_agent_refuses_is_a_problem_with_its_status()
    {
        await using var upstream = new ScriptedUpstream(Answers.With(402, Answers.Error("out of credit", "insufficient_quota", "\"insufficient_quota\"")));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var seen = await grid.SendAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"x"}""");

        Assert.Equal((402, "application/problem+json"), (seen.Status, seen.Header("content-type")));
        Assert.Equal("upstream_refused", seen.Json.GetProperty("code").GetString());
        Assert.Equal("out of credit", seen.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Embeddings_pass_and_are_metered()
    {
        await using var broken = new ScriptedUpstream(Answers.With(200, Answers.Chat("not embeddings")));
        await using var upstream = new ScriptedUpstream(Answers.Well(""));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", broken.Endpoint);
        var b = await grid.RegisterAsync(pool, "b", upstream.Endpoint);

        var seen = await grid.SendAsync("/v1/embeddings", $$"""{"model":"pool/{{pool}}","input":["x","y"],"encoding_format":"float"}""");

        Assert.Equal((200, $"{pool}-b"), (seen.Status, seen.Header("x-grid-agent")));
        Assert.Equal(-1, seen.Json.GetProperty("data")[0].GetProperty("embedding")[1].GetInt32());
        Assert.Equal("/v1/embeddings", upstream.Requests.Single().Path);
        Assert.Equal(new AgentNumbers(1, 1, 0, 4, 0), await grid.NumbersAsync(b));
    }

    private static string[] Names(Seen seen) =>
        [.. seen.Text.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..])];
}
