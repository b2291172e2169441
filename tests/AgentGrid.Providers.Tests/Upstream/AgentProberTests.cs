using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class AgentProberTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UpstreamKind.OpenAi, null, "GET /v1/models ")]
    [InlineData(UpstreamKind.OpenClaw, null, "GET /v1/models ")]
    [InlineData(UpstreamKind.Ollama, null, "GET /api/tags ")]
    [InlineData(UpstreamKind.Ollama, "/healthz", "GET /healthz ")]
    public async Task ProbeAsync_asks_what_the_kind_has_for_it(UpstreamKind kind, string? healthPath, string line)
    {
        await using var server = new RawServer(RawServer.Json("{}"));

        var result = await ProbeAsync(server.Port, kind, healthPath);

        Assert.Equal((true, 200, "ok"), (result.IsHealthy, result.Status, result.Detail));
        var request = Assert.Single(server.Requests);
        Assert.StartsWith(line, request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer sk-probe\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UpstreamKind.OpenAi, null, 204, true)]
    [InlineData(UpstreamKind.OpenAi, null, 302, false)]
    [InlineData(UpstreamKind.OpenAi, null, 400, false)]
    [InlineData(UpstreamKind.OpenAi, null, 401, false)]
    [InlineData(UpstreamKind.OpenAi, null, 403, false)]
    [InlineData(UpstreamKind.OpenAi, null, 404, true)]
    [InlineData(UpstreamKind.OpenAi, null, 405, true)]
    [InlineData(UpstreamKind.OpenAi, null, 429, true)]
    [InlineData(UpstreamKind.OpenAi, null, 500, false)]
    [InlineData(UpstreamKind.OpenAi, null, 503, false)]
    [InlineData(UpstreamKind.OpenClaw, null, 404, false)]
    [InlineData(UpstreamKind.OpenAi, "/healthz", 404, false)]
    public async Task ProbeAsync_judges_by_status_and_tells_nothing_of_the_body(UpstreamKind kind, string? healthPath, int status, bool isHealthy)
    {
        await using var server = new RawServer(RawServer.Json("{\"key\":\"sk-secret\"}", status));

        var result = await ProbeAsync(server.Port, kind, healthPath);

        Assert.Equal((isHealthy, status), (result.IsHealthy, result.Status));
        Assert.DoesNotContain("secret", result.Detail, StringComparison.Ordinal);
        Assert.True(result.LatencyMs >= 0);
    }

    [Fact]
    public async Task ProbeAsync_of_openclaw_is_not_taken_in_by_its_console_page()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>");

        Assert.False((await ProbeAsync(server.Port, UpstreamKind.OpenClaw)).IsHealthy);
        Assert.True((await ProbeAsync(server.Port, UpstreamKind.OpenAi)).IsHealthy);
    }

    [Fact]
    public async Task ProbeAsync_without_a_server_is_a_result()
    {
        int port;
        await using (var gone = new RawServer(RawServer.Json("{}")))
            port = gone.Port;

        var result = await ProbeAsync(port);

        Assert.Equal((false, null, "connection refused"), (result.IsHealthy, result.Status, result.Detail));
    }

    [Fact]
    public async Task ProbeAsync_of_a_refused_address_is_a_result_and_connects_nowhere()
    {
        await using var server = new RawServer(RawServer.Json("{}"));

        var result = await ProbeAsync(server.Port, allowPrivate: false);

        Assert.False(result.IsHealthy);
        Assert.StartsWith("address refused", result.Detail, StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task ProbeAsync_of_a_silent_server_ends_after_five_seconds()
    {
        await using var server = new RawServer((string?)null);
        var time = new ManualTime();

        var probing = ProbeAsync(server.Port, time: time);
        await server.FirstRequest.Task.WaitAsync(Token);
        time.Advance(AgentProber.Timeout);
        var result = await probing;

        Assert.Equal((false, null, "no answer in time", 5000.0), (result.IsHealthy, result.Status, result.Detail, result.LatencyMs));
    }

    [Fact]
    public async Task ProbeAsync_cancelled_by_the_caller_throws()
    {
        await using var server = new RawServer((string?)null);
        using var caller = new CancellationTokenSource();

        using var http = new UpstreamHttp(new UpstreamOptions { AllowPrivateAddresses = true }, new FixedResolver(["127.0.0.1"]), TimeProvider.System);
        var target = new ProbeTarget(UpstreamKind.OpenAi, new RequestUrls(new Uri($"http://agents.example:{server.Port}")), null, null);
        var probing = new AgentProber(http, TimeProvider.System).ProbeAsync(target, caller.Token);
        await server.FirstRequest.Task.WaitAsync(Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probing);
    }

    private static async Task<ProbeResult> ProbeAsync(
        int port,
        UpstreamKind kind = UpstreamKind.OpenAi,
        string? healthPath = null,
        bool allowPrivate = true,
        TimeProvider? time = null)
    {
        using var http = new UpstreamHttp(new UpstreamOptions { AllowPrivateAddresses = allowPrivate }, new FixedResolver(["127.0.0.1"]), TimeProvider.System);
        var target = new ProbeTarget(kind, new RequestUrls(new Uri($"http://agents.example:{port}")), "sk-probe", healthPath);
        return await new AgentProber(http, time ?? TimeProvider.System).ProbeAsync(target, Token);
    }
}
