namespace AgentGrid.Contracts.Identity;

/// <summary>What changes of a user; null = stays.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.user-change")]
public sealed class UserChange
{
    [Id(0)]
    public string? DisplayName { get; init; }

    /// <summary>admin, operator or user. Administrators only.</summary>
    [Id(1)]
    public string? Role { get; init; }

    /// <summary>Whether the user may not sign in; disabling ends sessions, tokens and grants at once. Administrators only.</summary>
    [Id(2)]
    public bool? IsDisabled { get; init; }
}
