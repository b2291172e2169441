using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>One grid for all tests of a class, with its administrator's limits raised; every test takes a pool of its own.</summary>
public sealed class DispatchGrid(TestPostgres postgres) : IAsyncLifetime
{
    private int _pools;

    public GridUnderTest Grid { get; private set; } = null!;

    /// <summary>A client of the administrator.</summary>
    public HttpClient Client { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Grid = await GridUnderTest.StartAsync(postgres, "Logging:LogLevel:Default=Warning", "Logging:Capture:LogLevel:Default=Trace", "Logging:Capture:LogLevel:Microsoft=Debug",
            "Logging:Capture:LogLevel:System.Net.Http=Debug", "Logging:Capture:LogLevel:Npgsql=Debug");
        Client = Grid.Client();
        foreach (var policy in (string[])["dispatch", "authenticated"])
        {
            using var raised = await Client.PutAsJsonAsync($"/api/v1/limits/overrides/{policy}/subject/bootstrap-admin", new { permits = 1_000_000 }, Stop);
            raised.EnsureSuccessStatusCode();
        }
    }

    public ValueTask DisposeAsync() => Grid.DisposeAsync();

    /// <summary>A database for another grid.</summary>
    public Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync(cancellationToken: Stop);

    /// <summary>A pool name that no other test of the class uses.</summary>
    public string NewPool() => "pool-" + Interlocked.Increment(ref _pools);

    /// <summary>Registers an agent and answers with its id.</summary>
    /// <param name="name">With <paramref name="pool"/> in front it is the agent's name.</param>
    /// <param name="fields">More fields, or others than the defaults.</param>
    public async Task<string> RegisterAsync(string pool, string name, string endpoint, object? fields = null)
    {
        var agent = Definition(pool, name, endpoint, fields);
        using var response = await Client.PostAsJsonAsync("/api/v1/agents", agent, Stop);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Stop));
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString()!;
    }

    /// <summary>Replaces an agent.</summary>
    public async Task UpdateAsync(string id, string pool, string name, string endpoint, object? fields = null)
    {
        using var response = await Client.PutAsJsonAsync($"/api/v1/agents/{id}", Definition(pool, name, endpoint, fields), Stop);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>What the agent did: <c>requests</c>, <c>successRate</c>, <c>inFlight</c>, tokens.</summary>
    public async Task<AgentNumbers> NumbersAsync(string id)
    {
        var metrics = (await Client.GetFromJsonAsync<JsonElement>($"/api/v1/agents/{id}", Stop)).GetProperty("metrics");
        return new AgentNumbers(
            metrics.GetProperty("requests").GetInt64(),
            metrics.GetProperty("successRate") is { ValueKind: JsonValueKind.Number } rate ? rate.GetDouble() : null,
            metrics.GetProperty("inFlight").GetInt32(),
            metrics.GetProperty("inputTokens").GetInt64(),
            metrics.GetProperty("outputTokens").GetInt64());
    }

    /// <summary>Asks a pool for a chat completion and reads the answer to its end.</summary>
    public Task<Seen> ChatAsync(string pool, bool stream = false, bool wantUsage = false) => SendAsync("/v1/chat/completions", Body("pool/" + pool, stream, wantUsage));

    /// <summary>Posts JSON and reads the answer to its end.</summary>
    public async Task<Seen> SendAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = Post(path, json, headers);
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        return await Seen.ReadAsync(response, Stop);
    }

    public static HttpRequestMessage Post(string path, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>A chat request.</summary>
    public static string Body(string model, bool stream = false, bool wantUsage = false) =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}]{{(stream ? ",\"stream\":true" : "")}}{{(wantUsage ? ",\"stream_options\":{\"include_usage\":true}" : "")}}}""";

    /// <summary>Waits until something is so; fails after ten seconds, which is far more than anything here takes.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo, string what)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await isSo())
        {
            Assert.False(bound.IsCancellationRequested, $"Never seen: {what}");
            await Task.Delay(10, Stop);
        }
    }

    private static Dictionary<string, object?> Definition(string pool, string name, string endpoint, object? fields)
    {
        var agent = new Dictionary<string, object?> { ["name"] = $"{pool}-{name}", ["kind"] = "openai", ["endpoint"] = endpoint, ["pool"] = pool };
        foreach (var property in fields?.GetType().GetProperties() ?? []) agent[property.Name] = property.GetValue(fields);
        return agent;
    }
}
