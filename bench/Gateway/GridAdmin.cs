using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace AgentGrid.Bench.Gateway;

/// <summary>Prepares a running grid over its own REST API.</summary>
internal sealed class GridAdmin : IDisposable
{
    private const int ManyPermits = 100_000_000;
    private static readonly string[] LimitedPolicies = ["authenticated", "dispatch"];

    private readonly HttpClient _client;

    internal GridAdmin(GridProcess grid)
    {
        _client = new HttpClient { BaseAddress = grid.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", grid.Token);
    }

    /// <summary>Registers the mock's ports as agents of the pool <c>default</c>, in their order.</summary>
    internal async Task RegisterAgentsAsync(IEnumerable<(int Port, int Weight)> upstreams, CancellationToken cancellation)
    {
        var number = 0;
        foreach (var (port, weight) in upstreams)
        {
            number++;
            await SendAsync(HttpMethod.Post, "/api/v1/agents", new { name = $"bench-{number}", kind = "openai", endpoint = $"http://127.0.0.1:{port}/v1", model = "bench-model", weight }, cancellation);
        }
    }

    /// <summary>Gives the bench caller its own, very large limits; the limiter itself stays on and counts every request.</summary>
    internal async Task LiftLimitsAsync(CancellationToken cancellation)
    {
        var me = await _client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/auth/me", UriKind.Relative), cancellation);
        var subject = Uri.EscapeDataString(me.GetProperty("subject").GetString()!);
        foreach (var policy in LimitedPolicies)
            await SendAsync(HttpMethod.Put, $"/api/v1/limits/overrides/{policy}/subject/{subject}", new { permits = ManyPermits, windowSeconds = 60 }, cancellation);
    }

    /// <summary>One request that needs the token: the grid is not only up but serving.</summary>
    internal Task ListAgentsAsync(CancellationToken cancellation) => SendAsync(HttpMethod.Get, "/api/v1/agents", null, cancellation);

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _client.SendAsync(request, cancellation);
        if (answer.IsSuccessStatusCode) return;
        throw new InvalidOperationException($"{method} {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }
}
