using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Tests.Identity;
using AgentGrid.Testing;
using Npgsql;

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
        string[] shown;
        var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        var grid = await GridProcess.ServeAsync(
            ("DATABASE_URL", database), ("GRID_SECRET_KEY", SecretKey), ("GRID_ADMIN_TOKEN", AdminToken),
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
            shown = await ShownAsync(grid, client, id);
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

        // Stopped, everything that waited is in the log: refusals of all those bodies, too.
        var audit = await AuditTextAsync(database);
        Assert.Contains("request.refused", audit, StringComparison.Ordinal);
        Assert.Contains("agent.registered", audit, StringComparison.Ordinal);
        foreach (var secret in (string[])[AdminToken, SecretKey, AgentKey, .. shown]) Assert.DoesNotContain(secret, audit, StringComparison.Ordinal);
        foreach (var secret in shown) Assert.DoesNotContain(grid.Output.Split('\n'), line => line.Contains(secret, StringComparison.Ordinal));
    }

    // Shown to their caller, and to nobody else: an API token and what it is exchanged for.
    private static async Task<string[]> ShownAsync(GridProcess grid, HttpClient admin, string agent)
    {
        var token = (await admin.PostAnswerAsync($"/api/v1/agents/{agent}/tokens", "{}", ("Idempotency-Key", "canary"))).Json.GetProperty("token").GetString()!;
        var jwt = (await grid.Client(token).PostAnswerAsync("/api/v1/sessions", null)).Json.GetProperty("token").GetString()!;
        Assert.Equal(200, (await grid.Client(token).GetAnswerAsync("/v1/models")).Status);
        Assert.Equal(200, (await grid.Client(jwt).GetAnswerAsync("/api/v1/auth/me")).Status);
        return [token[11..], jwt.Split('.')[2]];
    }

    private static async Task<string> AuditTextAsync(string database)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT string_agg(entry::text, E'\\n') FROM (SELECT to_json(c) AS entry FROM audit_contents c UNION ALL SELECT to_json(o) FROM audit_outbox o) AS entries", connection);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<string> AskAsync(HttpClient client, string method, string path, string? body)
    {
        var answer = await client.AskAsync(new HttpMethod(method), path, body);
        return $"{answer.Message}\n{answer.Text}";
    }
}
