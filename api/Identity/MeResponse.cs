using System.Text.Json.Serialization;

namespace AgentGrid.Api.Identity;

/// <summary>The caller. What follows <see cref="Scopes"/> is there for people only, the session for who is signed in.</summary>
public sealed record MeResponse
{
    /// <summary>Stable id.</summary>
    public required string Subject { get; init; }

    /// <summary><c>user</c>, <c>agent</c>, <c>container</c>, <c>client</c> or <c>system</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Roles held.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>What the credential may be used for.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the credential ends at the latest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The person's id, the same as <see cref="Subject"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>E-mail address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>Name for people.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DisplayName { get; init; }

    /// <summary><c>admin</c>, <c>operator</c> or <c>user</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>Whether a second factor is set up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? HasTotp { get; init; }

    /// <summary>The session that the request came with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionId { get; init; }
}
