namespace AgentGrid.Domain.Identity.People;

/// <summary>A session as stored.</summary>
public sealed record SessionRecord
{
    /// <summary>Identity, a version 7 UUID; the <c>sid</c> of its cookie.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid UserId { get; init; }

    /// <summary><c>api</c> (the API and the console) or <c>connect</c> (only the authorization server's own pages).</summary>
    public required string Purpose { get; init; }

    /// <summary>How the user signed in (RFC 8176): <c>pwd</c>, <c>otp</c>, <c>mfa</c>.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Id in the device's signed cookie, 1–100 characters.</summary>
    public required string Device { get; init; }

    /// <summary>Address it began from; null when not known.</summary>
    public string? Address { get; init; }

    /// <summary>The browser's <c>User-Agent</c>, at most 400 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset SignedInAt { get; init; }

    /// <summary>When its use was last written down.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Its absolute end.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When it was ended; null = it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
