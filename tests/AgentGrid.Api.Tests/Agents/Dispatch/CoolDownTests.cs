using System.Globalization;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

public sealed class CoolDownTests(DispatchGrid grid) : IClassFixture<DispatchGrid>
{
    [Fact]
    public async Task Agent_that_asks_for_rest_is_left_alone_until_then_and_asked_again_after_it()
    {
        await using var upstream = new ScriptedUpstream(Answers.With(429, Answers.Error("slow down"), "retry-after: 1\r\n"), Answers.Well("rested"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", upstream.Endpoint);

        var limited = await grid.ChatAsync(pool);
        var resting = await grid.ChatAsync(pool);
        var asked = upstream.Requests.Count;
        Seen? answer = null;
        await DispatchGrid.EventuallyAsync(async () => (answer = await grid.ChatAsync(pool)).Status == 200, "an answer after the cool-down");

        Assert.Equal((429, "1"), (limited.Status, limited.Header("retry-after")));
        Assert.Equal("rate_limited", limited.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal((503, "1", 1), (resting.Status, resting.Header("retry-after"), asked));
        Assert.Equal("200 \"rested\"", answer!.ToString());
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("retry-after: 30\r\n", "")]
    [InlineData("retry-after-ms: 30000\r\n", "")]
    [InlineData("retry-after: {0:R}\r\n", "")]
    [InlineData("retry-after: 30\r\n", "content-encoding: gzip\r\n")]
    public async Task Resting_agent_is_passed_over_while_others_answer(string retryAfter, string more)
    {
        var headers = string.Format(CultureInfo.InvariantCulture, retryAfter, TimeProvider.System.GetUtcNow().AddSeconds(30)) + more;
        await using var limited = new ScriptedUpstream(Answers.With(429, "not what it says", headers));
        await using var good = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", limited.Endpoint, new { weight = 100, maxFails = 0 });
        await grid.RegisterAsync(pool, "b", good.Endpoint);

        for (var i = 0; i < 5; i++) Assert.Equal($"{pool}-b", (await grid.ChatAsync(pool)).Header("x-grid-agent"));
        var direct = await grid.SendAsync("/v1/chat/completions", DispatchGrid.Body($"agent/{pool}-a"));

        Assert.Single(limited.Requests);
        Assert.Equal(503, direct.Status);
        Assert.InRange(int.Parse(direct.Header("retry-after")!, CultureInfo.InvariantCulture), 1, 30);
    }

    [Fact]
    public async Task Agent_that_failed_too_often_is_ejected()
    {
        await using var failing = new ScriptedUpstream(Answers.With(500, "{}"));
        await using var good = new ScriptedUpstream(Answers.Well("hi"));
        var pool = grid.NewPool();
        await grid.RegisterAsync(pool, "a", failing.Endpoint, new { weight = 100, maxFails = 2, failTimeoutSeconds = 3600 });
        await grid.RegisterAsync(pool, "b", good.Endpoint);

        for (var i = 0; i < 5; i++) Assert.Equal(200, (await grid.ChatAsync(pool)).Status);

        Assert.Equal(2, failing.Requests.Count);
    }
}
