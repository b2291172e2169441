using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace AgentGrid.Bench.RoomFaults;

/// <summary>Prepares rooms, agents and their tokens over the grid's REST API.</summary>
internal sealed class RoomSetup : IDisposable
{
    private const int ManyPermits = 100_000_000;
    private readonly HttpClient _client;

    internal RoomSetup(Uri address, string token)
    {
        _client = new HttpClient { BaseAddress = address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Lifts the administrator's own limit.</summary>
    internal async Task LiftOwnLimitAsync(CancellationToken cancellation) =>
        await LiftLimitAsync((await SendAsync(HttpMethod.Get, "/api/v1/auth/me", null, cancellation)).GetProperty("subject").GetString()!, cancellation);

    /// <summary>A room's id.</summary>
    internal async Task<Guid> MakeRoomAsync(string slug, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Post, "/api/v1/rooms", new { slug }, cancellation)).GetProperty("id").GetGuid();

    /// <summary>An agent that is in a room; its id and API token.</summary>
    internal async Task<(Guid Id, string Token)> MakeMemberAsync(string name, Guid room, CancellationToken cancellation)
    {
        var id = (await SendAsync(HttpMethod.Post, "/api/v1/agents", new { name, kind = "none" }, cancellation)).GetProperty("id").GetGuid();
        var token = (await SendAsync(HttpMethod.Post, $"/api/v1/agents/{id}/tokens", new { }, cancellation)).GetProperty("token").GetString()!;
        await SendAsync(HttpMethod.Post, $"/api/v1/rooms/{room}/members", new { agentId = id }, cancellation);
        await LiftLimitAsync($"{id}", cancellation);
        return (id, token);
    }

    public void Dispose() => _client.Dispose();

    private Task<JsonElement> LiftLimitAsync(string subject, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, $"/api/v1/limits/overrides/authenticated/subject/{Uri.EscapeDataString(subject)}", new { permits = ManyPermits }, cancellation);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _client.SendAsync(request, cancellation);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
    }
}
