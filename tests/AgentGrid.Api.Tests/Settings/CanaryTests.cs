using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Settings;

/// <summary>Known secrets pushed through every route of a real process that logs everything: none may be in what it wrote or answered.</summary>
public sealed class CanaryTests(TestPostgres postgres)
{
    private const string AdminToken = "canary-admin-token-0123456789-0123456789";
    private const string SecretKey = "canary-secret-key-0123456789-0123456789";
    private const string AgentKey = "sk-canary-agent-key-0123456789-0123";

    [Fact]
    public async Task Secrets_are_in_no_log_and_no_answer()
    {
        await using var upstream = await TinyUpstream.StartAsync();
        var answers = new List<string>();
        var grid = await GridProcess.ServeAsync(
            ("DATABASE_URL", await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken)), ("GRID_SECRET_KEY", SecretKey), ("GRID_ADMIN_TOKEN", AdminToken),
            ("GRID_ALLOW_PRIVATE_ENDPOINTS", "true"), ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft", "Trace"), ("Logging__LogLevel__System.Net.Http", "Trace"), ("Logging__LogLevel__Npgsql", "Trace"));
        await using (grid)
        {
            var client = grid.Client(AdminToken);
            var agent = upstream.Agent("canary", $",\"apiKey\":\"{AgentKey}\"");
            var id = await client.RegisterAsync(agent);
            var document = await client.GetAnswerAsync("/openapi/v1.json");
            foreach (var operation in OpenApiDocument.Parse(document.Text).Operations.Where(o => o.Method != "DELETE"))
            {
                var path = operation.Path.Replace("/agents/{id}", $"/agents/{id}", StringComparison.Ordinal).Replace("{name}", "default", StringComparison.Ordinal);
                foreach (var body in (string?[])(operation.HasBody ? [agent, operation.Example, $"{{\"{AgentKey}", $$"""{"apiKey":["{{AgentKey}}"]}"""] : [null]))
                    answers.Add(await AskAsync(client, operation.Method, RouteExpectations.Fill(path), body));
            }

            answers.Add(await AskAsync(client, "PUT", $"/api/v1/agents/{id}", agent));
            answers.Add(await AskAsync(client, "GET", $"/api/v1/agents/{id}/health", null));
            Assert.Contains($"Bearer {AgentKey}", upstream.Authorizations);
            await grid.TerminateAsync();
            await grid.ExitAsync();
        }

        // It did log everything: its most talkative part is there.
        Assert.Contains("dbug: Microsoft.AspNetCore.Server.Kestrel", grid.Output, StringComparison.Ordinal);
        foreach (var secret in (string[])[AdminToken, SecretKey, AgentKey])
        {
            Assert.DoesNotContain(answers, answer => answer.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(grid.Output.Split('\n'), line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static async Task<string> AskAsync(HttpClient client, string method, string path, string? body)
    {
        var answer = await client.AskAsync(new HttpMethod(method), path, body);
        return $"{answer.Message}\n{answer.Text}";
    }
}
