namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>The key to make and publish now.</summary>
/// <param name="Generation">Its number; insert it under a unique constraint on algorithm and generation.</param>
/// <param name="SignsFrom">When it starts to sign.</param>
public readonly record struct KeyPlan(int Generation, DateTimeOffset SignsFrom);
