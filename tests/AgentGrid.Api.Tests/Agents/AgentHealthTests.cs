using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Agents;

/// <summary>Health over a real socket.</summary>
public sealed class AgentHealthTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Fact]
    public async Task Check_two_failures_make_unhealthy_one_success_heals_and_history_tells()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        var pool = SharedGrid.NewName("pool");
        var id = await shared.Admin.RegisterAsync(upstream.Agent(SharedGrid.NewName(), $",\"pool\":\"{pool}\""));

        // The check made at registration must be over and done with.
        while (await StatusAsync($"/api/v1/agents/{id}") != "healthy") TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        Assert.Equal(("healthy", true, "ok"), await CheckAsync(id));
        upstream.HealthStatus = 500;
        Assert.Equal(("healthy", false, "server error"), await CheckAsync(id));
        Assert.Equal(("unhealthy", false, "server error"), await CheckAsync(id));
        Assert.Equal("unhealthy", await StatusAsync($"/api/v1/agents/{id}"));
        Assert.Contains(id, (await shared.Admin.GetAnswerAsync($"/api/v1/agents?pool={pool}&status=unhealthy")).Text, StringComparison.Ordinal);
        Assert.Equal(503, (await shared.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"hi"}""")).Status);

        upstream.HealthStatus = 200;
        Assert.Equal(("healthy", true, "ok"), await CheckAsync(id));
        Assert.Equal("healthy", await StatusAsync($"/api/v1/agents/{id}"));
        Assert.Equal(200, (await shared.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"hi"}""")).Status);

        var history = (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}/health/history")).Json.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["healthy", "unhealthy", "healthy"], history.Select(e => e.GetProperty("status").GetString()));
        Assert.Equal("server error", history[1].GetProperty("detail").GetString());
        var page = (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}/health/history?limit=2")).Json;
        var rest = (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}/health/history?limit=2&cursor={page.GetProperty("nextCursor").GetString()}")).Json;
        Assert.Equal(1, rest.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Check_shows_when_and_how_fast()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        var id = await shared.Admin.RegisterAsync(upstream.Agent(SharedGrid.NewName(), ",\"pool\":\"when\""));
        var report = (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}/health")).Json;
        Assert.True(report.GetProperty("latencyMs").GetDouble() > 0);
        var agent = (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}")).Json;
        Assert.True(agent.GetProperty("lastCheckedAt").GetDateTimeOffset() >= report.GetProperty("checkedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Weight_zero_shows_draining_and_is_not_asked()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        var pool = SharedGrid.NewName("pool");
        var id = await shared.Admin.RegisterAsync(upstream.Agent(SharedGrid.NewName(), $",\"pool\":\"{pool}\",\"weight\":0"));
        Assert.Equal("draining", await StatusAsync($"/api/v1/agents/{id}"));
        var answer = await shared.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"hi"}""");
        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Equal("no_agent_available", answer.Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Metrics_of_an_agent_count_what_it_answered()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        var pool = SharedGrid.NewName("pool");
        var id = await shared.Admin.RegisterAsync(upstream.Agent(SharedGrid.NewName(), $",\"pool\":\"{pool}\""));
        for (var i = 0; i < 3; i++) await shared.Admin.PostAnswerAsync("/api/v1/openclaw/dispatch", $$"""{"pool":"{{pool}}","prompt":"hi"}""");

        var metrics = (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}")).Json.GetProperty("metrics");
        Assert.Equal((3, 9, 3, 0), (Number("requests"), Number("inputTokens"), Number("outputTokens"), Number("inFlight")));
        Assert.Equal(1.0, metrics.GetProperty("successRate").GetDouble());
        Assert.True(metrics.GetProperty("latencyMs").GetProperty("p50").GetDouble() > 0);

        int Number(string field) => metrics.GetProperty(field).GetInt32();
    }

    private async Task<(string Status, bool Ok, string Detail)> CheckAsync(string id)
    {
        var answer = await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}/health");
        Assert.True(answer.Status == 200, answer.Text);
        return (answer.Json.GetProperty("status").GetString()!, answer.Json.GetProperty("ok").GetBoolean(), answer.Json.GetProperty("detail").GetString()!);
    }

    private async Task<string?> StatusAsync(string path) => (await shared.Admin.GetAnswerAsync(path)).Json.GetProperty("status").GetString();
}
