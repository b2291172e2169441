using System.Net.Http.Headers;
using System.Text.Json;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using Spectre.Console;

namespace AgentGrid.Api.Agents.Demo;

/// <summary><c>--demo</c>: registers the demo agents in the pool <c>demo</c>, sends ten dispatches through the front door and prints who answered.</summary>
internal sealed class Demonstration : IAsyncDisposable
{
    private const string Pool = "demo";
    private const int Dispatches = 10;
    private readonly DemoAgents _agents;
    private readonly HttpClient _client;

    private Demonstration(DemoAgents agents, HttpClient client) => (_agents, _client) = (agents, client);

    internal static async Task<Demonstration> StartAsync(GridHost host)
    {
        var agents = await DemoAgents.StartAsync();
        var client = new HttpClient { BaseAddress = new Uri(Reachable(host.Urls.First())) };
        // A credential of this process alone: the administrator's own is stored as a hash only.
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Services.GetRequiredService<FixedTokens>().IssueForThisProcess("demo"));
        return new Demonstration(agents, client);
    }

    internal async Task ShowAsync()
    {
        await RegisterAsync();
        var table = new Table().Border(TableBorder.Rounded).AddColumns("#", "pick", "agent", "latency", "answer");
        var counts = DemoAgents.All.ToDictionary(agent => agent.Name, _ => 0);
        for (var i = 1; i <= Dispatches; i++)
        {
            using var response = await _client.PostAsJsonAsync("/api/v1/openclaw/dispatch", new { pool = Pool, prompt = $"Hello {i}" });
            using var body = await ReadAsync(response);
            var agent = body.RootElement.GetProperty("agentName").GetString()!;
            counts[agent]++;
            table.AddRow(
                $"{i}",
                response.Headers.TryGetValues("x-grid-pick", out var pick) ? pick.First() : "",
                agent,
                $"{body.RootElement.GetProperty("latencyMs").GetDouble():0.0} ms",
                Markup.Escape(body.RootElement.GetProperty("message").GetProperty("content").GetString()!));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Answered: {string.Join(", ", DemoAgents.All.Select(agent => $"{agent.Name} {counts[agent.Name]} (weight {agent.Weight})"))}.");
        AnsiConsole.WriteLine($"The demo agents stay in the pool '{Pool}' while this process runs; Ctrl-C stops it.");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _agents.DisposeAsync();
    }

    // A server that listens on all addresses is asked on loopback.
    private static string Reachable(string url) => url.Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://[::1]", StringComparison.Ordinal)
        .Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal);

    private async Task RegisterAsync()
    {
        using var listed = await _client.GetAsync($"/api/v1/agents?pool={Pool}&limit=200");
        using var known = await ReadAsync(listed);
        var ids = known.RootElement.GetProperty("items").EnumerateArray().ToDictionary(a => a.GetProperty("name").GetString()!, a => a.GetProperty("id").GetString()!);
        foreach (var (name, displayName, weight) in DemoAgents.All)
        {
            var agent = new { name, displayName, kind = "openai", endpoint = _agents.EndpointOf(name), pool = Pool, weight };
            using var response = ids.TryGetValue(name, out var id)
                ? await _client.PutAsJsonAsync($"/api/v1/agents/{id}", agent)
                : await _client.PostAsJsonAsync("/api/v1/agents", agent);
            using var answer = await ReadAsync(response);
        }
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new SettingException($"The demo could not go on: {text}");
    }
}
