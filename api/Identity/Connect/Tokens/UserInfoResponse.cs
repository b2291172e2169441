using System.Text.Json.Serialization;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>Claims about a user (OpenID Connect Core 5.1), for the OpenAPI document.</summary>
public sealed record UserInfoResponse
{
    [JsonPropertyName("sub")]
    public required string Sub { get; init; }

    /// <summary>With <c>profile</c>.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>With <c>profile</c>: the e-mail address, by which people sign in.</summary>
    [JsonPropertyName("preferred_username")]
    public string? PreferredUsername { get; init; }

    /// <summary>With <c>profile</c>; seconds since 1970.</summary>
    [JsonPropertyName("updated_at")]
    public long? UpdatedAt { get; init; }

    /// <summary>With <c>email</c>.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>With <c>email</c>; always false: an administrator entered it.</summary>
    [JsonPropertyName("email_verified")]
    public bool? EmailVerified { get; init; }
}
