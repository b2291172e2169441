using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Limits;

/// <summary>The limits as a client meets them.</summary>
public sealed class LimitTests(TestPostgres postgres)
{
    [Fact]
    public async Task Anonymous_address_has_100_a_minute_and_health_probes_are_not_counted()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var client = grid.Client(null);
        var answers = await Task.WhenAll(Enumerable.Range(0, 110).Select(_ => client.GetAnswerAsync("/api/v1/auth/me")));

        Assert.Equal(100, answers.Count(a => a.Status == 401));
        var refused = answers.First(a => a.Status == 429);
        AssertRefused(refused, "anonymous", 100);
        Assert.Equal("rate_limited", refused.Json.GetProperty("code").GetString());
        AssertRefused(await client.GetAnswerAsync("/nowhere"), "anonymous", 100);
        foreach (var probe in (string[])["/healthz", "/readyz"])
        {
            var answer = await client.GetAnswerAsync(probe);
            Assert.Equal(200, answer.Status);
            Assert.Null(answer.Header("RateLimit"));
        }

        // A wrong token is nobody's: it counts for the address. The administrator's own requests do not.
        AssertRefused(await grid.Client("wrong-token").GetAnswerAsync("/api/v1/auth/me"), "anonymous", 100);
        Assert.Equal(200, (await grid.Client().GetAnswerAsync("/api/v1/auth/me")).Status);
    }

    [Fact]
    public async Task Subject_has_600_a_minute_and_an_override_counts_at_once_also_while_refused()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var client = grid.Client();
        var other = grid.Client(grid.Host.Services.GetRequiredService<FixedTokens>().IssueForThisProcess("another-admin"));
        var statuses = new List<int>();
        for (var i = 0; i < 61; i++)
            statuses.AddRange((await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetAnswerAsync("/api/v1/auth/me")))).Select(a => a.Status));

        Assert.Equal(600, statuses.Count(s => s == 200));
        Assert.All(statuses.Skip(600), s => Assert.Equal(429, s));
        AssertRefused(await client.GetAnswerAsync("/api/v1/auth/me"), "authenticated", 600);

        const string Path = "/api/v1/limits/overrides/authenticated/subject/bootstrap-admin";
        Assert.Equal(200, (await other.PutAnswerAsync(Path, """{"permits":700}""")).Status);
        var raised = await client.GetAnswerAsync("/api/v1/auth/me");
        Assert.Equal((200, "\"authenticated\";q=700;w=60"), (raised.Status, raised.Header("RateLimit-Policy")));
        Assert.Equal(204, (await other.DeleteAnswerAsync(Path)).Status);
        Assert.Equal(429, (await client.GetAnswerAsync("/api/v1/auth/me")).Status);
    }

    [Fact]
    public async Task Dispatch_has_60_a_minute_over_both_doors_together()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        await using var upstream = await TinyUpstream.StartAsync();
        var client = grid.Client();
        await client.RegisterAsync(upstream.Agent("tiny"));

        for (var i = 0; i < 30; i++)
        {
            var native = await NativeAsync(client);
            Assert.Equal((200, $"\"dispatch\";r={59 - (2 * i)};t="), (native.Status, native.Header("RateLimit")![..native.Header("RateLimit")!.IndexOf("t=", StringComparison.Ordinal)] + "t="));
            var openAi = await OpenAiAsync(client);
            Assert.Equal((200, "60", $"{58 - (2 * i)}"), (openAi.Status, openAi.Header("x-ratelimit-limit-requests"), openAi.Header("x-ratelimit-remaining-requests")));
        }

        AssertRefused(await NativeAsync(client), "dispatch", 60);
        var refused = await OpenAiAsync(client);
        AssertRefused(refused, "dispatch", 60);
        Assert.Equal(("rate_limited", "rate_limit_error"), (refused.Json.GetProperty("error").GetProperty("code").GetString(), refused.Json.GetProperty("error").GetProperty("type").GetString()));
        Assert.Matches("^[0-9.]+(ms|s)$|^1m", refused.Header("x-ratelimit-reset-requests"));
        Assert.Equal(200, (await client.GetAnswerAsync("/v1/models")).Status);
        Assert.Equal(60, upstream.Authorizations.Count);

        const string Path = "/api/v1/limits/overrides/dispatch/subject/bootstrap-admin";
        Assert.Equal(200, (await client.PutAnswerAsync(Path, """{"permits":62}""")).Status);
        AssertStatuses([(await NativeAsync(client)).Status, (await OpenAiAsync(client)).Status, (await NativeAsync(client)).Status], 200, 200, 429);
        Assert.Equal(200, (await client.PutAnswerAsync(Path, """{"permits":1000}""")).Status);
        Assert.Equal(200, (await NativeAsync(client)).Status);
        Assert.Equal(200, (await client.PutAnswerAsync(Path, """{"permits":5}""")).Status);
        AssertRefused(await NativeAsync(client), "dispatch", 5);
        Assert.Equal(204, (await client.DeleteAnswerAsync(Path)).Status);
        AssertRefused(await NativeAsync(client), "dispatch", 60);
    }

    [Fact]
    public async Task Forwarded_address_is_ignored_from_a_peer_that_is_no_trusted_proxy()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        await LimitAsync(grid, "127.0.0.1", 3);
        AssertStatuses(await AskAsAsync(grid, "198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"), 401, 401, 401, 429);
    }

    [Fact]
    public async Task Forwarded_address_counts_behind_a_trusted_proxy_its_last_hop_only()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "GRID_TRUSTED_PROXIES=127.0.0.1, 10.0.0.0/8");
        await LimitAsync(grid, "198.51.100.1", 1);
        await LimitAsync(grid, "127.0.0.1", 2);
        AssertStatuses(await AskAsAsync(grid, "198.51.100.1", "198.51.100.1", "198.51.100.2"), 401, 429, 401);
        // What a client puts in front of the proxy's own entry is not believed.
        AssertStatuses(await AskAsAsync(grid, "203.0.113.9, 198.51.100.1", "203.0.113.10, 198.51.100.1", "198.51.100.1, 198.51.100.2"), 429, 429, 401);
        // What is no address leaves the proxy's own.
        AssertStatuses(await AskAsAsync(grid, "unknown", "<script>", "a"), 401, 401, 429);
    }

    [Fact]
    public async Task Ipv6_hosts_count_by_their_64_bit_network()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "GRID_TRUSTED_PROXIES=127.0.0.1");
        await LimitAsync(grid, "2001:db8:1:1::-64", 2);
        AssertStatuses(await AskAsAsync(grid, "2001:db8:1:1::1", "[2001:db8:1:1:ffff::2]:443", "2001:db8:1:1:a:b:c:d", "2001:db8:1:2::1", "2001:db8:1:1::1"), 401, 401, 429, 401, 429);
        await LimitAsync(grid, "198.51.100.7", 1);
        AssertStatuses(await AskAsAsync(grid, "::ffff:198.51.100.7", "198.51.100.7"), 401, 429);
    }

    private static Task<Answer> NativeAsync(HttpClient client) => client.PostAnswerAsync("/api/v1/openclaw/dispatch", """{"prompt":"hi"}""");

    private static Task<Answer> OpenAiAsync(HttpClient client) =>
        client.PostAnswerAsync("/v1/chat/completions", """{"model":"pool/default","messages":[{"role":"user","content":"hi"}]}""");

    private static async Task LimitAsync(GridUnderTest grid, string address, int permits) =>
        Assert.Equal(200, (await grid.Client().PutAnswerAsync($"/api/v1/limits/overrides/anonymous/address/{address}", $$"""{"permits":{{permits}}}""")).Status);

    private static async Task<int[]> AskAsAsync(GridUnderTest grid, params string[] forwarded)
    {
        var client = grid.Client(null);
        var statuses = new List<int>();
        foreach (var address in forwarded) statuses.Add((await client.GetAnswerAsync("/api/v1/auth/me", ("X-Forwarded-For", address))).Status);
        return [.. statuses];
    }

    private static void AssertStatuses(int[] actual, params int[] expected) => Assert.Equal(expected, actual);

    private static void AssertRefused(Answer answer, string policy, int permits)
    {
        Assert.True(answer.Status == 429, $"{answer.Status} {answer.Message}");
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 62);
        Assert.Equal($"\"{policy}\";q={permits};w=60", answer.Header("RateLimit-Policy"));
        Assert.StartsWith($"\"{policy}\";r=0;t=", answer.Header("RateLimit"), StringComparison.Ordinal);
    }
}
