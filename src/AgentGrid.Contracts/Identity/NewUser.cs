namespace AgentGrid.Contracts.Identity;

/// <summary>A user to be created.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.new-user")]
public sealed class NewUser
{
    /// <summary>E-mail address; stored in lower case.</summary>
    [Id(0)]
    public required string Email { get; init; }

    [Id(1)]
    public required string DisplayName { get; init; }

    /// <summary>admin, operator or user.</summary>
    [Id(2)]
    public required string Role { get; init; }

    /// <summary>PHC string of the password.</summary>
    [Id(3)]
    public required string PasswordHash { get; init; }
}
