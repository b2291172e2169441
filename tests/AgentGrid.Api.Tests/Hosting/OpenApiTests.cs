namespace AgentGrid.Api.Tests.Hosting;

/// <summary>The OpenAPI document against the host that serves it. Statuses that are seen by all classes that share a grid are checked by <see cref="OpenApiWatch"/>.</summary>
public sealed class OpenApiTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    [Fact]
    public void Document_is_openapi_3_1_and_every_operation_says_what_it_is()
    {
        Assert.StartsWith("3.1", shared.Document.Root.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        foreach (var operation in shared.Document.Operations)
        {
            Assert.True(operation.Json.TryGetProperty("summary", out var summary) && summary.GetString()!.EndsWith('.'), operation.Name);
            Assert.True(operation.Json.TryGetProperty("tags", out _), operation.Name);
            Assert.Contains(operation.Json.GetProperty("responses").EnumerateObject(), r => r.Name is "200" or "201" or "204");
            Assert.All(operation.Json.GetProperty("responses").EnumerateObject(), r => Assert.False(string.IsNullOrWhiteSpace(r.Value.GetProperty("description").GetString()), operation.Name));
        }
    }

    [Fact]
    public void Document_has_the_common_refusals_and_an_example_of_every_body()
    {
        foreach (var operation in shared.Document.Operations)
        {
            int[] expected = operation.IsAnonymous ? [500] : operation.HasBody ? [400, 401, 403, 413, 415, 429, 500, 503] : [401, 403, 429, 500, 503];
            Assert.All(expected, status => Assert.True(operation.Documents(status), $"{operation.Name} {status}"));
            if (operation.HasBody) Assert.NotNull(operation.Example);
        }
    }

    [Fact]
    public void Document_shows_numbers_as_numbers_and_no_internal_names()
    {
        var text = shared.Document.Root.GetRawText();
        Assert.DoesNotContain("\"pattern\":\"^-?", text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("AgentGrid.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_references_resolve()
    {
        var text = (await shared.Admin.GetAnswerAsync("/openapi/v1.json")).Text;
        var schemas = shared.Document.Root.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(s => s.Name).ToHashSet();
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(text, "#/components/schemas/([^\"]+)"))
            Assert.Contains(match.Groups[1].Value, schemas);
    }
}
