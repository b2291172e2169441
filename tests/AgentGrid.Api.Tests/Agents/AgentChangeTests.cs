using AgentGrid.Api.Tests.Hosting;
using Npgsql;

namespace AgentGrid.Api.Tests.Agents;

/// <summary>Changing, deregistering, and what becomes of the key.</summary>
public sealed class AgentChangeTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Key = "sk-canary-0123456789-WXYZ";

    [Fact]
    public async Task Update_replaces_every_field_and_counts_the_version()
    {
        var name = SharedGrid.NewName();
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none","displayName":"One","weight":7,"model":"m1"}""");
        var renamed = SharedGrid.NewName();
        var answer = await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", $$"""{"name":"{{renamed}}","kind":"none"}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal("\"2\"", answer.Header("ETag"));
        Assert.Equal(renamed, answer.Json.GetProperty("displayName").GetString());
        Assert.Equal(1, answer.Json.GetProperty("weight").GetInt32());
        Assert.Equal(2, answer.Json.GetProperty("version").GetInt32());
        Assert.Equal("\"2\"", (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}")).Header("ETag"));
    }

    [Fact]
    public async Task Update_if_match_lets_only_the_seen_version_be_changed()
    {
        var name = SharedGrid.NewName();
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none"}""");
        var body = $$"""{"name":"{{name}}","kind":"none"}""";

        Assert.Equal(200, (await Put("\"1\"")).Status);
        var stale = await Put("\"1\"");
        Assert.Equal(409, stale.Status);
        Assert.Contains("version 2, not 1", stale.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await Put("*")).Status);
        foreach (var wrong in (string[])["3\"x", "\"-1\"", "W/\"3\"", "\"3\", \"4\"", "\"99999999999999\"", "abc"])
            Assert.Equal((wrong, 400), (wrong, (await Put(wrong)).Status));
        Assert.Equal(200, (await Put("\"3\"")).Status);

        Task<Answer> Put(string ifMatch) => shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", body, ("If-Match", ifMatch));
    }

    [Fact]
    public async Task Update_of_twenty_at_once_with_the_same_etag_lets_one_through()
    {
        var name = SharedGrid.NewName();
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none"}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", $$"""{"name":"{{name}}","kind":"none","weight":{{i}}}""", ("If-Match", "\"1\""))));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers, a => Assert.True(a.Status is 200 or 409, a.Text));
    }

    [Fact]
    public async Task Name_taken_is_a_conflict_when_registering_and_when_renaming()
    {
        var name = SharedGrid.NewName();
        var other = SharedGrid.NewName();
        await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none"}""");
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{other}}","kind":"none"}""");

        var registered = await shared.Admin.PostAnswerAsync("/api/v1/agents", $$"""{"name":"{{name}}","kind":"none"}""");
        var renamed = await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", $$"""{"name":"{{name}}","kind":"none"}""");

        foreach (var answer in (Answer[])[registered, renamed])
        {
            Assert.Equal(409, answer.Status);
            Assert.Equal("conflict", answer.Json.GetProperty("code").GetString());
            Assert.Contains(name, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Register_of_one_name_twenty_times_at_once_succeeds_once()
    {
        var name = SharedGrid.NewName();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shared.Admin.PostAnswerAsync("/api/v1/agents", $$"""{"name":"{{name}}","kind":"none"}""")));
        Assert.Single(answers, a => a.Status == 201);
        Assert.Equal(19, answers.Count(a => a.Status == 409));
    }

    [Fact]
    public async Task Deregister_removes_the_agent_frees_its_name_and_keeps_its_row()
    {
        var name = SharedGrid.NewName();
        var body = $$"""{"name":"{{name}}","kind":"openai","endpoint":"http://127.0.0.1:9","apiKey":"{{Key}}"}""";
        var id = await shared.Admin.RegisterAsync(body);

        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"/api/v1/agents/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", body)).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}/health")).Status);
        Assert.DoesNotContain(name, (await shared.Admin.GetAnswerAsync($"/api/v1/agents?q={name}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await shared.Admin.GetAnswerAsync("/api/v1/pools/default")).Text, StringComparison.Ordinal);

        var again = await shared.Admin.RegisterAsync(body);
        Assert.NotEqual(id, again);
        Assert.Equal("true|true", await QueryAsync($"SELECT (deleted_at IS NOT NULL) || '|' || (api_key_encrypted IS NULL) FROM agents WHERE id = '{id}'"));
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0198f0c0-0000-7000-8000-000000000000")]
    [InlineData("'%20OR%201=1--")]
    public async Task Agent_that_does_not_exist_is_404_on_every_route(string id)
    {
        foreach (var path in (string[])[$"/api/v1/agents/{id}", $"/api/v1/agents/{id}/health", $"/api/v1/agents/{id}/health/history"])
        {
            var answer = await shared.Admin.GetAnswerAsync(path);
            Assert.Equal((path, 404), (path, answer.Status));
            Assert.Equal("application/problem+json", answer.MediaType);
        }
    }

    [Fact]
    public async Task Key_is_encrypted_in_the_row_and_never_answered()
    {
        var name = SharedGrid.NewName();
        var created = await shared.Admin.PostAnswerAsync("/api/v1/agents", Body(name, $",\"apiKey\":\"{Key}\""));
        var id = created.Json.GetProperty("id").GetString();
        Answer[] answers = [created, await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}"), await shared.Admin.GetAnswerAsync("/api/v1/agents?limit=200"), await shared.Admin.GetAnswerAsync("/api/v1/pools/default")];

        Assert.Equal("WXYZ", created.Json.GetProperty("apiKeyLast4").GetString());
        Assert.All(answers, answer => Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("\"apiKey\"", created.Text, StringComparison.Ordinal);
        Assert.StartsWith("enc:", await StoredKeyAsync(id!), StringComparison.Ordinal);
        Assert.Equal("0", await QueryAsync("SELECT count(*) FROM agents a WHERE a::text LIKE '%canary%'"));
        Assert.Equal("0", await QueryAsync("SELECT count(*) FROM idempotency_keys k WHERE k::text LIKE '%canary%' OR convert_from(k.body, 'UTF8') LIKE '%canary%'"));
    }

    [Fact]
    public async Task Update_keeps_the_key_when_absent_replaces_it_when_given_and_removes_it_when_empty()
    {
        var name = SharedGrid.NewName();
        var id = await shared.Admin.RegisterAsync(Body(name, $",\"apiKey\":\"{Key}\""));
        var first = await StoredKeyAsync(id);

        await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", Body(name));
        Assert.Equal(first, await StoredKeyAsync(id));
        await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", Body(name, ",\"apiKey\":null"));
        Assert.Equal(first, await StoredKeyAsync(id));

        var replaced = await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", Body(name, ",\"apiKey\":\"sk-another-key-1234\""));
        Assert.Equal("1234", replaced.Json.GetProperty("apiKeyLast4").GetString());
        Assert.NotEqual(first, await StoredKeyAsync(id));

        var removed = await shared.Admin.PutAnswerAsync($"/api/v1/agents/{id}", Body(name, ",\"apiKey\":\"\""));
        Assert.Equal(200, removed.Status);
        Assert.DoesNotContain("1234", removed.Text, StringComparison.Ordinal);
        Assert.Equal("", await StoredKeyAsync(id));
    }

    private static string Body(string name, string more = "") => $$"""{"name":"{{name}}","kind":"openai","endpoint":"http://127.0.0.1:9"{{more}}}""";

    private Task<string> StoredKeyAsync(string id) => QueryAsync($"SELECT coalesce(api_key_encrypted, '') FROM agents WHERE id = '{id}'");

    private async Task<string> QueryAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(shared.Grid.DatabaseUrl);
        await using var command = source.CreateCommand(sql);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!.ToString()!;
    }
}
