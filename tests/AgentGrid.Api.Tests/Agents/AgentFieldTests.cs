using System.Text;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Agents;

/// <summary>Every field at and beyond its bounds, through the whole way to the row.</summary>
public sealed class AgentFieldTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Endpoint = "http://127.0.0.1:9/v1";

    public static TheoryData<string, string, bool> Numbers => new()
    {
        { "weight", "0", true }, { "weight", "1000", true }, { "weight", "-1", false }, { "weight", "1001", false },
        { "maxConcurrency", "1", true }, { "maxConcurrency", "100000", true }, { "maxConcurrency", "0", false }, { "maxConcurrency", "100001", false },
        { "timeoutSeconds", "1", true }, { "timeoutSeconds", "3600", true }, { "timeoutSeconds", "0", false }, { "timeoutSeconds", "3601", false },
        { "maxFails", "0", true }, { "maxFails", "100", true }, { "maxFails", "-1", false }, { "maxFails", "101", false },
        { "failTimeoutSeconds", "1", true }, { "failTimeoutSeconds", "3600", true }, { "failTimeoutSeconds", "0", false }, { "failTimeoutSeconds", "3601", false },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Register_number_at_its_bound_is_kept_and_beyond_it_refused(string field, string value, bool fine)
    {
        var answer = await RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"openai","endpoint":"{{Endpoint}}","{{field}}":{{value}}}""");
        if (fine) Assert.Equal(value, answer.Json.GetProperty(field).GetRawText());
        else AssertRefused(answer, field);
    }

    [Theory]
    [InlineData("ab", true)]
    [InlineData("a", false)]
    [InlineData("-ab", false)]
    [InlineData("Ab", false)]
    [InlineData("a_b", false)]
    [InlineData("a b", false)]
    [InlineData("ä-ö", false)]
    [InlineData("", false)]
    [InlineData("a\\nb", false)]
    [InlineData("../etc", false)]
    public async Task Register_name_must_be_a_slug(string name, bool fine)
    {
        var answer = await RegisterAsync($$"""{"name":"{{name}}","kind":"none"}""");
        if (fine) Assert.Equal(201, answer.Status);
        else AssertRefused(answer, "name");
    }

    [Fact]
    public async Task Register_lengths_at_their_bound_are_kept_and_one_more_is_refused()
    {
        await CheckAsync("name", n => new string('n', n), 63, "name");
        await CheckAsync("displayName", n => new string('ü', n), 100);
        await CheckAsync("model", n => new string('m', n), 200);
        await CheckAsync("apiKey", n => new string('k', n), 4096);
        await CheckAsync("pool", n => new string('p', n), 63);
        await CheckAsync("healthPath", n => "/" + new string('h', n - 1), 512);
        await CheckAsync("endpoint", n => "http://127.0.0.1:9/" + new string('e', n - 19), 2048, "endpoint");
    }

    [Theory]
    [InlineData("role", "owner")]
    [InlineData("role", "Admin")]
    [InlineData("kind", "gpt")]
    [InlineData("kind", "anthropic")]
    [InlineData("kind", "gemini")]
    [InlineData("pool", "Default")]
    [InlineData("displayName", "   ")]
    [InlineData("displayName", "a\\u0000b")]
    [InlineData("displayName", "a\\u202Eb")]
    [InlineData("model", "")]
    [InlineData("model", "a\\nb")]
    [InlineData("apiKey", "a\\r\\nX-Evil: 1")]
    [InlineData("healthPath", "health")]
    [InlineData("healthPath", "//evil.example")]
    [InlineData("healthPath", "/a b")]
    [InlineData("endpoint", "")]
    [InlineData("endpoint", "ftp://127.0.0.1/")]
    [InlineData("endpoint", "file:///etc/passwd")]
    [InlineData("endpoint", "/v1")]
    [InlineData("endpoint", "http://user:pw@127.0.0.1/v1")]
    [InlineData("endpoint", "http://127.0.0.1/v1?key=1")]
    [InlineData("endpoint", "http://127.0.0.1/v1#f")]
    public async Task Register_text_that_is_wrong_is_refused_by_field(string field, string value)
    {
        var fields = new Dictionary<string, string> { ["name"] = SharedGrid.NewName(), ["kind"] = "openai", ["endpoint"] = Endpoint, [field] = value };
        AssertRefused(await RegisterAsync("{" + string.Join(',', fields.Select(f => $"\"{f.Key}\":\"{f.Value}\"")) + "}"), field);
    }

    [Fact]
    public async Task Register_names_every_wrong_field_at_once()
    {
        var answer = await RegisterAsync("""{"name":"X","kind":"nope","weight":-1,"maxFails":101,"healthPath":"x"}""");
        Assert.Equal(422, answer.Status);
        Assert.Equal(["healthPath", "kind", "maxFails", "name", "weight"], answer.ErrorFields);
    }

    [Fact]
    public async Task Register_with_the_required_fields_only_applies_the_defaults()
    {
        var name = SharedGrid.NewName();
        var answer = await RegisterAsync($$"""{"name":"{{name}}","kind":"openai","endpoint":"{{Endpoint}}"}""");

        Assert.Equal(201, answer.Status);
        var agent = answer.Json;
        Assert.Equal($"/api/v1/agents/{agent.GetProperty("id").GetString()}", answer.Header("Location"));
        Assert.Equal("\"1\"", answer.Header("ETag"));
        Assert.Equal(7, Guid.Parse(agent.GetProperty("id").GetString()!).Version);
        Assert.Equal(name, agent.GetProperty("displayName").GetString());
        Assert.Equal("agent", agent.GetProperty("role").GetString());
        Assert.Equal("default", agent.GetProperty("pool").GetString());
        Assert.Equal((1, 60, 3, 10), (Number("weight"), Number("timeoutSeconds"), Number("maxFails"), Number("failTimeoutSeconds")));
        foreach (var absent in (string[])["model", "maxConcurrency", "healthPath", "apiKeyLast4"])
            Assert.False(agent.TryGetProperty(absent, out var value) && value.ValueKind != System.Text.Json.JsonValueKind.Null, absent);
        Assert.EndsWith("+00:00", agent.GetProperty("createdAt").GetString()!.Replace("Z", "+00:00", StringComparison.Ordinal), StringComparison.Ordinal);

        int Number(string field) => agent.GetProperty(field).GetInt32();
    }

    [Fact]
    public async Task Register_an_identity_without_an_endpoint_takes_none()
    {
        AssertRefused(await RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"none","endpoint":"{{Endpoint}}"}"""), "endpoint");
        AssertRefused(await RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"openai"}"""), "endpoint");
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"none"}""");
        AssertRefused(await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}/health"), "kind");
    }

    [Fact]
    public async Task Register_unicode_display_name_comes_back_unchanged()
    {
        const string Text = "Größe 漢字 👩‍👩‍👧 עברית";
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"none","displayName":"{{Text}}"}""");
        Assert.Equal(Text, (await shared.Admin.GetAnswerAsync($"/api/v1/agents/{id}")).Json.GetProperty("displayName").GetString());
    }

    private Task<Answer> RegisterAsync(string json) => shared.Admin.PostAnswerAsync("/api/v1/agents", json);

    private async Task CheckAsync(string field, Func<int, string> make, int most, string? replaces = null)
    {
        foreach (var length in (int[])[most, most + 1])
        {
            var body = new StringBuilder("{");
            if (replaces != "name") body.Append($"\"name\":\"{SharedGrid.NewName()}\",");
            if (replaces != "endpoint") body.Append($"\"endpoint\":\"{Endpoint}\",");
            var answer = await RegisterAsync(body.Append($"\"kind\":\"openai\",\"{field}\":\"{make(length)}\"}}").ToString());
            if (length > most) AssertRefused(answer, field);
            else Assert.True(answer.Status == 201, $"{field}: {answer.Text}");
        }
    }

    private static void AssertRefused(Answer answer, string field)
    {
        Assert.True(answer.Status == 422, $"{answer.Status} {answer.Text}");
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal("invalid", answer.Json.GetProperty("code").GetString());
        Assert.Equal([field], answer.ErrorFields);
    }
}
