namespace AgentGrid.Contracts.Identity;

/// <summary>A user as stored, without anything secret.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.user")]
public sealed class UserSnapshot
{
    [Id(0)]
    public required UserId Id { get; init; }

    /// <summary>E-mail address in lower case; unique.</summary>
    [Id(1)]
    public required string Email { get; init; }

    [Id(2)]
    public required string DisplayName { get; init; }

    /// <summary>One of <see cref="GridRoles"/>: admin, operator or user.</summary>
    [Id(3)]
    public required string Role { get; init; }

    /// <summary>Whether the user may not sign in.</summary>
    [Id(4)]
    public required bool IsDisabled { get; init; }

    /// <summary>Whether a second factor is set up.</summary>
    [Id(5)]
    public required bool HasTotp { get; init; }

    /// <summary>Counts changes; the value of the <c>ETag</c>.</summary>
    [Id(6)]
    public required int Version { get; init; }

    [Id(7)]
    public required DateTimeOffset CreatedAt { get; init; }

    [Id(8)]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Id(9)]
    public DateTimeOffset? LastSignInAt { get; init; }
}
