using System.Text.Json;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>One operation of an OpenAPI document.</summary>
internal sealed record OpenApiOperation(string Method, string Path, JsonElement Json)
{
    /// <summary>As written in tables: <c>GET /api/v1/agents</c>.</summary>
    public string Name => $"{Method} {Path}";

    /// <summary>Needs no credential.</summary>
    public bool IsAnonymous => !Json.TryGetProperty("security", out var security) || security.GetArrayLength() == 0;

    /// <summary>The example of the request body, or null.</summary>
    public string? Example => JsonBody is { } body && body.TryGetProperty("example", out var example) ? example.GetRawText() : null;

    /// <summary>Takes JSON; forms are no bodies here.</summary>
    public bool HasBody => JsonBody is not null;

    private JsonElement? JsonBody =>
        Json.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) ? json : null;

    public bool Documents(int status) => Json.GetProperty("responses").TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out _);
}
