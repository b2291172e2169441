using System.Text;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>Short forms of requests.</summary>
public static class Requests
{
    public static Task<Answer> GetAnswerAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Get, path, null, headers);

    public static Task<Answer> PostAnswerAsync(this HttpClient client, string path, string? json, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Post, path, json, headers);

    public static Task<Answer> PutAnswerAsync(this HttpClient client, string path, string? json, params (string Name, string Value)[] headers) =>
        client.AskAsync(HttpMethod.Put, path, json, headers);

    public static Task<Answer> DeleteAnswerAsync(this HttpClient client, string path) => client.AskAsync(HttpMethod.Delete, path, null);

    public static async Task<Answer> AskAsync(this HttpClient client, HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response);
    }

    /// <summary>Registers an agent and answers with its id.</summary>
    public static async Task<string> RegisterAsync(this HttpClient client, string json)
    {
        var answer = await client.PostAnswerAsync("/api/v1/agents", json);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }
}
