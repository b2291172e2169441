using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace AgentGrid.Bench.Gateway;

/// <summary>Prepares a running grid over its own REST API.</summary>
internal sealed class GridAdmin : IDisposable
{
    private const int ManyPermits = 100_000_000;
    private static readonly string[] LimitedPolicies = ["authenticated", "dispatch"];
    private static readonly string[] AddressPolicies = ["anonymous", "login"];

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
        await LiftLimitsAsync(me.GetProperty("subject").GetString()!, cancellation);
    }

    /// <summary>The same for another subject.</summary>
    internal async Task LiftLimitsAsync(string subject, CancellationToken cancellation)
    {
        foreach (var policy in LimitedPolicies)
            await SendAsync(HttpMethod.Put, $"/api/v1/limits/overrides/{policy}/subject/{Uri.EscapeDataString(subject)}", new { permits = ManyPermits, windowSeconds = 60 }, cancellation);
    }

    /// <summary>The same for strangers of this machine, as if each came from an address of its own.</summary>
    internal async Task LiftAddressLimitsAsync(CancellationToken cancellation)
    {
        foreach (var policy in AddressPolicies)
            await SendAsync(HttpMethod.Put, $"/api/v1/limits/overrides/{policy}/address/127.0.0.1", new { permits = ManyPermits, windowSeconds = 60 }, cancellation);
    }

    /// <summary>Whether the grid has this route. Its document says so: a stranger gets 401 for any path.</summary>
    internal async Task<bool> HasRouteAsync(string path, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Get, "/openapi/v1.json", null, cancellation)).GetProperty("paths").TryGetProperty(path, out _);

    /// <summary>Registers an agent without endpoint and makes an API token for it.</summary>
    internal async Task<(string Id, string Token)> MakeAgentAsync(string name, CancellationToken cancellation)
    {
        var id = (await SendAsync(HttpMethod.Post, "/api/v1/agents", new { name, kind = "none" }, cancellation)).GetProperty("id").GetString()!;
        var token = await SendAsync(HttpMethod.Post, $"/api/v1/agents/{id}/tokens", new { }, cancellation);
        return (id, token.GetProperty("token").GetString()!);
    }

    /// <summary>Creates a room; its id.</summary>
    internal async Task<string> MakeRoomAsync(string slug, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Post, "/api/v1/rooms", new { slug }, cancellation)).GetProperty("id").GetString()!;

    internal Task AddMemberAsync(string room, string agent, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"/api/v1/rooms/{room}/members", new { agentId = agent }, cancellation);

    /// <summary>One request that needs the token: the grid is not only up but serving.</summary>
    internal Task ListAgentsAsync(CancellationToken cancellation) => SendAsync(HttpMethod.Get, "/api/v1/agents", null, cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _client.SendAsync(request, cancellation);
        if (answer.IsSuccessStatusCode) return answer.Content.Headers.ContentLength is 0 ? default : await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        throw new InvalidOperationException($"{method} {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }
}
