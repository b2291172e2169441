namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What is stored of a session's times.</summary>
/// <param name="SignedInAt">When it began.</param>
/// <param name="LastSeenAt">When its use was last written down.</param>
/// <param name="RevokedAt">When it was ended; null = it was not.</param>
public sealed record SessionTimes(DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, DateTimeOffset? RevokedAt = null);
