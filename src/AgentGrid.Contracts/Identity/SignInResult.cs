namespace AgentGrid.Contracts.Identity;

/// <summary>What became of a sign-in.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.sign-in-result")]
public sealed class SignInResult
{
    [Id(0)]
    public required SignInStatus Status { get; init; }

    /// <summary>The new session; only when signed in.</summary>
    [Id(1)]
    public Guid? SessionId { get; init; }

    /// <summary>When it began.</summary>
    [Id(2)]
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>Its absolute end.</summary>
    [Id(3)]
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Who; only when signed in.</summary>
    [Id(4)]
    public UserSnapshot? User { get; init; }
}
