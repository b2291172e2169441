using System.Text.Json;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>What every answer has, whatever it is.</summary>
public sealed class EdgeTests(SharedGrid shared, TestPostgres postgres) : IClassFixture<SharedGrid>
{
    public static TheoryData<string, string, bool, int> Kinds => new()
    {
        { "GET", "/healthz", false, 200 }, { "GET", "/api/v1/auth/me", true, 200 }, { "GET", "/openapi/v1.json", true, 200 }, { "GET", "/metrics", false, 200 },
        { "GET", "/api/v1/auth/me", false, 401 }, { "GET", "/v1/models", false, 401 },
        { "GET", "/nowhere", true, 404 }, { "GET", "/nowhere", false, 401 }, { "GET", "/v1/nowhere", true, 404 }, { "GET", "/api/v1/agents/x", true, 404 },
        { "DELETE", "/api/v1/auth/me", true, 405 }, { "PATCH", "/v1/models", true, 405 }, { "POST", "/healthz", true, 405 },
        { "POST", "/api/v1/agents", true, 400 }, { "GET", "/api/v1/agents?limit=x", true, 400 }, { "GET", "/api/v1/agents?limit=0", true, 422 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Answer_has_security_headers_request_id_and_the_shape_of_its_door(string method, string path, bool known, int status)
    {
        var client = known ? shared.Admin : shared.Anonymous;
        var answer = await client.AskAsync(new HttpMethod(method), path, null, ("x-request-id", "my-id:1/2"));

        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        AssertSecured(answer);
        Assert.Equal("my-id:1/2", answer.Header("x-request-id"));
        if (status >= 400) AssertShape(answer, path);
        if (status == 405) Assert.NotNull(answer.Header("Allow"));
    }

    [Fact]
    public async Task Answer_to_a_body_that_is_too_large_is_shaped_on_both_doors()
    {
        foreach (var (path, length) in ((string, int)[])[("/api/v1/agents", (1024 * 1024) + 1), ("/v1/chat/completions", (32 * 1024 * 1024) + 1)])
        {
            var answer = await RawHttp.AskAsync(shared.Grid.Url,
                $"POST {path} HTTP/1.1\r\nHost: grid\r\nAuthorization: Bearer {GridUnderTest.AdminToken}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{{");
            Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
            Assert.Contains("X-Frame-Options: DENY", answer, StringComparison.Ordinal);
            Assert.Contains(path.StartsWith("/v1", StringComparison.Ordinal) ? "\"error\":{\"message\"" : "application/problem+json", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Answer_to_a_fault_of_ours_is_500_without_details()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        await TestPostgres.RunAsync(grid.DatabaseUrl, "ALTER TABLE agents RENAME TO agents_hidden", TestContext.Current.CancellationToken);
        foreach (var path in (string[])["/api/v1/agents", "/v1/models"])
        {
            var answer = await grid.Client().GetAnswerAsync(path, ("x-request-id", "fault-1"));
            Assert.Equal(500, answer.Status);
            AssertSecured(answer);
            AssertShape(answer, path);
            Assert.DoesNotContain("relation", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(" at ", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("x\"y")]
    [InlineData("x;y")]
    [InlineData("%0d%0aSet-Cookie:a=b")]
    [InlineData("${jndi:ldap://x}")]
    public async Task Request_id_that_is_hostile_is_replaced(string id)
    {
        var answer = await shared.Admin.GetAnswerAsync("/api/v1/auth/me", ("x-request-id", id));
        Assert.NotEqual(id, answer.Header("x-request-id"));
        Assert.Matches("^[A-Za-z0-9:-]{8,64}$", answer.Header("x-request-id"));
    }

    [Fact]
    public async Task Request_id_of_128_characters_is_kept_a_longer_or_a_second_one_is_not()
    {
        Assert.Equal(new string('i', 128), (await shared.Admin.GetAnswerAsync("/healthz", ("x-request-id", new string('i', 128)))).Header("x-request-id"));
        Assert.NotEqual(new string('i', 129), (await shared.Admin.GetAnswerAsync("/healthz", ("x-request-id", new string('i', 129)))).Header("x-request-id"));
        Assert.DoesNotContain(",", (await shared.Admin.GetAnswerAsync("/healthz", ("x-request-id", "a"), ("x-request-id", "b"))).Header("x-request-id"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/agents/one?x=<script>")]
    public async Task Browser_without_a_built_console_is_told_how_to_build_it(string path)
    {
        var answer = await shared.Anonymous.GetAnswerAsync(path, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));

        Assert.Equal((200, "text/html"), (answer.Status, answer.MediaType));
        Assert.Contains("dotnet build api -p:Console=true", answer.Text, StringComparison.Ordinal);
        AssertSecured(answer);
    }

    [Theory]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/v1/nowhere")]
    [InlineData("/connect/nowhere")]
    public async Task Browser_at_an_unknown_address_of_the_API_is_refused_as_programs_are(string path)
    {
        var answer = await shared.Admin.GetAnswerAsync(path, ("Accept", "text/html"));
        Assert.Equal(404, answer.Status);
        AssertShape(answer, path);
    }

    [Fact]
    public async Task Head_of_a_refusal_has_no_body()
    {
        var answer = await shared.Admin.AskAsync(HttpMethod.Head, "/nowhere", null);
        Assert.Equal((404, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Cors_is_closed_by_default()
    {
        var answer = await PreflightAsync(shared.Anonymous, "https://console.example.org");
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
        Assert.Null((await shared.Admin.GetAnswerAsync("/api/v1/auth/me", ("Origin", "https://console.example.org"))).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Cors_opens_for_exact_origins_only()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres, "ALLOWED_ORIGINS=https://console.example.org, http://localhost:5173");
        var client = grid.Client();
        foreach (var origin in (string[])["https://console.example.org", "http://localhost:5173"])
        {
            Assert.Equal(origin, (await PreflightAsync(grid.Client(null), origin)).Header("Access-Control-Allow-Origin"));
            var answer = await client.GetAnswerAsync("/api/v1/auth/me", ("Origin", origin));
            Assert.Equal(origin, answer.Header("Access-Control-Allow-Origin"));
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
            Assert.Contains("x-request-id", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
            // A browser shows a refusal to its page only with this header.
            Assert.Equal(origin, (await grid.Client(null).GetAnswerAsync("/api/v1/auth/me", ("Origin", origin))).Header("Access-Control-Allow-Origin"));
        }

        foreach (var origin in (string[])["http://console.example.org", "https://console.example.org:8443", "https://console.example.org.evil.test", "https://evil.test", "null", "https://sub.console.example.org"])
            Assert.Null((await client.GetAnswerAsync("/api/v1/auth/me", ("Origin", origin))).Header("Access-Control-Allow-Origin"));
    }

    private static Task<Answer> PreflightAsync(HttpClient client, string origin) => client.AskAsync(HttpMethod.Options, "/api/v1/agents", null,
        ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));

    private static void AssertSecured(Answer answer)
    {
        Assert.Contains("default-src 'self'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("strict-origin", answer.Header("Referrer-Policy"));
        Assert.Null(answer.Header("Server"));
        Assert.Null(answer.Header("Strict-Transport-Security"));
    }

    private static void AssertShape(Answer answer, string path)
    {
        if (path.StartsWith("/v1", StringComparison.Ordinal))
        {
            Assert.Equal("application/json", answer.MediaType);
            Assert.Equal(["code", "message", "param", "type"], answer.Json.GetProperty("error").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
            return;
        }

        Assert.Equal("application/problem+json", answer.MediaType);
        var problem = answer.Json;
        Assert.Equal(answer.Status, problem.GetProperty("status").GetInt32());
        Assert.Equal("urn:agentgrid:error:" + problem.GetProperty("code").GetString(), problem.GetProperty("type").GetString());
        Assert.All((string[])["title", "detail"], member => Assert.Equal(JsonValueKind.String, problem.GetProperty(member).ValueKind));
        Assert.Equal(answer.Header("x-request-id"), problem.GetProperty("traceId").GetString());
    }
}
