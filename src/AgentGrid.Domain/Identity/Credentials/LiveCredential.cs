using System.Collections.Immutable;

namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>What stands behind a credential that is good now.</summary>
public sealed record LiveCredential
{
    /// <summary>Stable id of the subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The subject's role now; null = none.</summary>
    public required string? Role { get; init; }

    /// <summary>What people call the subject.</summary>
    public string? Name { get; init; }

    /// <summary>What it depends on, see <see cref="CredentialTags"/>; the first names the credential itself.</summary>
    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>When it must be looked up again at the latest; null = as long as the credential itself is good.</summary>
    public DateTimeOffset? RecheckAt { get; init; }
}
