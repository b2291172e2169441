namespace AgentGrid.Domain.Identity.People;

/// <summary>What a sign-in writes, all or nothing.</summary>
public sealed record SignInWrite
{
    /// <summary>The session to make.</summary>
    public required SessionRecord Session { get; init; }

    /// <summary>The user as it was when password and second factor were judged: its password version and second factor must still be these.</summary>
    public required UserRecord Judged { get; init; }

    /// <summary>The second factor; null exactly when the user has none.</summary>
    public FactorSpend? Factor { get; init; }

    /// <summary>The same password hashed with today's parameters; null to keep the stored hash.</summary>
    public string? Rehashed { get; init; }
}
