namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>What is known of a stored signing key without opening it.</summary>
/// <param name="KeyId">The <c>kid</c>.</param>
/// <param name="Algorithm">What it signs with.</param>
/// <param name="Generation">1, 2, 3 … per algorithm; unique in the store, so that two processes cannot both make the next key.</param>
/// <param name="PublishedAt">In the key set from here on.</param>
/// <param name="SignsFrom">Signs from here until its successor does.</param>
/// <param name="RevokedAt">Withdrawn by an administrator: neither signs nor verifies from here on; null = never.</param>
public sealed record KeyRecord(string KeyId, JwtAlgorithm Algorithm, int Generation, DateTimeOffset PublishedAt, DateTimeOffset SignsFrom, DateTimeOffset? RevokedAt = null);
