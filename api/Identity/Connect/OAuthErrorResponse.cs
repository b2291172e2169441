using System.Text.Json.Serialization;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>An error (RFC 6749 section 5.2), for the OpenAPI document.</summary>
public sealed record OAuthErrorResponse
{
    [JsonPropertyName("error")]
    public required string Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }
}
