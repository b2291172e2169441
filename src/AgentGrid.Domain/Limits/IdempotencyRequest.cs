namespace AgentGrid.Domain.Limits;

/// <summary>One attempt at a request that carries an idempotency key.</summary>
public sealed record IdempotencyRequest
{
    /// <summary>Whose key, at most 200 characters: keys of different callers never meet.</summary>
    public required string Subject { get; init; }

    /// <summary>The key, 1–255 characters.</summary>
    public required string Key { get; init; }

    /// <summary>Method and route: a key used on another route is a mismatch.</summary>
    public required string Route { get; init; }

    /// <summary>Fingerprint of the request's body: another body is a mismatch.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>This attempt; only it may renew, complete or abandon.</summary>
    public required Guid Owner { get; init; }
}
